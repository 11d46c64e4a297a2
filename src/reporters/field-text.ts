import type { Remedy } from '../model/block.js'
import type { Palette } from './palette.js'
import { formatPlain } from './plain-text.js'

/** Lines `name  value` with the values aligned; fields without a value are left out. */
export function formatFields(fields: [name: string, value: string | undefined][], palette: Palette): string[] {
  const present = fields.filter((field): field is [string, string] => field[1] !== undefined)
  const width = Math.max(0, ...present.map(([name]) => name.length))
  return present.map(([name, value]) => `${palette.dim(name.padEnd(width))}  ${value}`)
}

/** Request context as `url=/thumb user=7`, or `undefined` when there is none. */
export function formatContext(context: Record<string, string> | undefined): string | undefined {
  const entries = Object.entries(context ?? {})
  return entries.length > 0 ? entries.map(([key, value]) => formatPlain(`${key}=${value}`)).join(' ') : undefined
}

/** What to do, with the asynchronous twin named when the advice does not. */
export function formatRemedy(remedy: Remedy | undefined): string | undefined {
  if (!remedy) return undefined
  const { advice, asyncTwin } = remedy
  return asyncTwin && !advice.includes(asyncTwin) ? `${advice} (${asyncTwin})` : advice
}
