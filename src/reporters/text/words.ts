import type { Remedy } from '../../model/block.js'
import type { Palette } from './palette.js'

/** A duration in ms as people read it: `4.2 ms`, `312 ms`, `12.3 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs >= 10_000) return `${(durationMs / 1000).toFixed(1)} s`
  return `${durationMs >= 9.95 ? Math.round(durationMs) : Number(durationMs.toFixed(1))} ms`
}

/** A count with its noun: `1 block`, `3 blocks`, `2 processes`. */
export function formatPlural(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`
  return `${count} ${noun}${noun.endsWith('s') ? 'es' : 's'}`
}

/** Text on one line and without control characters, so that what an app calls its functions cannot steer a terminal. */
export function formatPlain(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
}

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

/** What to do, as a line below the reason: `→ Use crypto.pbkdf2: …`; none when nobody knows. */
export function formatAdvice({ remedy }: { remedy?: Remedy }, palette: Palette): string[] {
  const advice = formatRemedy(remedy)
  return advice === undefined ? [] : [`  ${palette.bold('→')} ${advice}`]
}
