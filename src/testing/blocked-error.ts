import { findPackage } from '../analysis/frames/frame.js'
import { foldOffenders } from '../analysis/offenders.js'
import type { Block } from '../model/block.js'
import { LoophoundError } from '../model/errors.js'
import type { Offender } from '../model/report.js'
import { formatBlock } from '../reporters/text/block.js'
import { formatLocation } from '../reporters/text/frames.js'
import { createPalette } from '../reporters/text/palette.js'
import { formatDuration, formatPlain } from '../reporters/text/words.js'
import { createSourceReader } from '../sources/source-reader.js'

/**
 * Thrown by {@link assertNonBlocking}. The first line of its message says for how long the loop was blocked and where; the report follows.
 * `code` is `ERR_LOOPHOUND_BLOCKED`.
 */
export class BlockedError extends LoophoundError {
  override name = 'BlockedError'
  /** The blocks that count, in order of time. */
  readonly blocks: Block[]

  /** @param caller has the stack that becomes the error's: see {@link catchCaller}. Default: where the error is made. */
  constructor(blocks: Block[], caller: Error = catchCaller(new.target)) {
    const { summary, report } = formatBlocked(blocks)
    super('ERR_LOOPHOUND_BLOCKED', `${summary}\n\n${report}`)
    this.blocks = blocks
    // Runners print what is enumerable, and the message has said it all.
    Object.defineProperty(this, 'blocks', { enumerable: false })
    this.stack = `${this.name}: ${this.message}${readFrames(caller)}`
    suitRunner(this, { summary, report })
  }
}

/**
 * Keeps the stack of an assertion from when it is called: by the time it fails, after awaits, its caller may be in no stack any more.
 *
 * @param below is left out of the stack, and so is what it has called
 */
export function catchCaller(below: Parameters<typeof Error.captureStackTrace>[1]): Error {
  const caller = new Error()
  Error.captureStackTrace(caller, below)
  return caller
}

/** What a failed assertion says. */
export interface BlockedText {
  /** One line that is enough for a summary: `the event loop was blocked for 120 ms in parse src/a.js:3:5 (json)`. */
  summary: string
  /** Each offender by its worst block, the worst first. */
  report: string
}

/** Says what blocked; each offender once, since a loop that blocks a hundred times is one thing to mend. */
export function formatBlocked(blocks: Block[]): BlockedText {
  const offenders = foldOffenders(blocks, createSourceReader())
  const reports = offenders.map(({ fingerprint, worstMs, source }) => {
    const worst = blocks.find(block => block.fingerprint === fingerprint && block.durationMs === worstMs)
    return worst ? hideFrames(formatBlock(worst, { ...PLAIN, source })) : ''
  })
  return { summary: formatSummary(offenders[0], blocks.length), report: reports.join('\n\n') }
}

const PLAIN = { color: false }

function formatSummary(offender: Offender | undefined, count: number): string {
  if (!offender) return 'the event loop was blocked'
  const { worstMs, cause, culprit } = offender
  const worst = formatDuration(worstMs)
  const often = count === 1 ? `for ${worst}` : `${count} times, worst ${worst}`
  const location = culprit && formatLocation(culprit, createPalette(PLAIN), PLAIN)
  const place = culprit ? ` in ${formatPlain(culprit.function)} ${location}` : ''
  return `the event loop was blocked ${often}${place} (${cause})`
}

// Runners look for an error's frames in its message, too: some by the word, some by the position that a line ends in.
function hideFrames(report: string): string {
  return report.replaceAll(/^( +)at /gm, '$1in ').replaceAll(/:\d+\)?$/gm, '$& ')
}

/**
 * Changes an error where the runner of this process would garble it: those that take a message for one line, or print it and the head of the
 * stack. All others print the message, or the stack, as they are.
 */
function suitRunner(error: Error, { summary, report }: BlockedText): void {
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
function readFrames({ stack }: Error): string {
  // Whoever has set `Error.prepareStackTrace` may have made anything of it.
  if (typeof stack !== 'string') return ''
  const frames = stack.split('\n').filter(line => line.startsWith('    at ') && findPackage(line) !== 'loophound')
  return frames.map(line => `\n${line}`).join('')
}
