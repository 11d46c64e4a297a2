import { findPackage } from '../analysis/judge-frame.js'
import type { BlockedText } from './blocked-text.js'

/**
 * Changes an error where the runner of this process would garble it: those that take a message for one line, or print it and the head of the
 * stack. All others print the message, or the stack, as they are.
 */
export function suitRunner(error: Error, { summary, report }: BlockedText): void {
  // uvu prints the message, and then the stack from its second line on, which would be the report again.
  if ('UVU_QUEUE' in globalThis) error.stack = `${error.name}: ${summary}${readFrames(error)}`
  // node-tap makes one line of the message, and takes `error` in its place; what is enumerable goes below.
  if (TAP_KEY in globalThis) {
    Object.defineProperty(error, 'error', { value: summary })
    Object.assign(error, { report })
  }
}

/** Under which node-tap shares its root test among its copies. */
const TAP_KEY = Symbol.for('TAP private constructor')

/** The lines `at …` of an error's stack but for loophound's own, each after a line break. */
export function readFrames({ stack }: Error): string {
  // Whoever has set `Error.prepareStackTrace` may have made anything of it.
  if (typeof stack !== 'string') return ''
  const frames = stack.split('\n').filter(line => line.startsWith('    at ') && findPackage(line) !== 'loophound')
  return frames.map(line => `\n${line}`).join('')
}
