import type { Block } from '../../src/model/block.js'
import { WRONG_FOR_SURE } from '../repeats/budget.js'
import type { Expectation, Mark } from './read-expectation.js'
import type { ProgramRun, Truth } from './run-program.js'

/** Where a run disagrees with what the program says of itself, one sentence each. */
export function findDisagreements(run: ProgramRun, expectation: Expectation): string[] {
  const pairs = run.truth.map(truth => ({ truth, block: findBlock(run.blocks, truth) }))
  const matched = new Set(pairs.map(({ block }) => block))
  const unexpected = run.blocks.filter(block => !matched.has(block) && !isMachinesFault(block))
  return [
    ...findEndDisagreements(run, expectation),
    ...pairs.flatMap(({ truth, block }) => findBlockDisagreements(truth, block, expectation)),
    ...unexpected.map(block => tellUnexpected(block, run)),
  ]
}

/**
 * Whether a block is rightly blamed on the machine: by what the program has measured of its own wait, too, less than the threshold is left
 * of it, give or take what the two may differ by. They begin and end at different moments.
 */
export function isExcused(block: Block, { durationMs, waitMs }: Truth): boolean {
  return isMachinesFault(block) && durationMs - waitMs < 50 + findToleranceMs(durationMs)
}

/** Whether the block is excused: other processes had the cores, or the machine slept. */
function isMachinesFault({ cause }: Block): boolean {
  return cause === 'starved' || cause === 'suspended'
}

/** A block for messages: when, how long, why and where. */
function formatBlock({ startedAt, durationMs, time, cause, confidence, culprit }: Block): string {
  const place = culprit ? `${culprit.function} ${culprit.file}:${culprit.line}` : 'nowhere'
  const times = Object.entries(time).map(([name, ms]) => `${name} ${ms.toFixed(1)}`)
  return `${cause} (${confidence}) in ${place}, ${durationMs.toFixed(1)} ms from ${startedAt}, ${times.join(', ')}`
}

/** When a block was, and how long. */
type Times = Pick<Block, 'startedAt' | 'durationMs'>

/** The block of a run that most of a block of its program is part of, if more than half of it is. */
export function findBlock<T extends Times>(blocks: T[], truth: Truth): T | undefined {
  const shared = blocks.map(block => ({ block, sharedMs: findSharedMs(block, truth) }))
  const [most] = shared.sort((a, b) => b.sharedMs - a.sharedMs)
  return most && most.sharedMs > truth.durationMs / 2 ? most.block : undefined
}

function findSharedMs(block: Times, truth: Truth): number {
  const startMs = Date.parse(block.startedAt)
  const endMs = Math.min(startMs + block.durationMs, truth.startedAtMs + truth.durationMs)
  return endMs - Math.max(startMs, truth.startedAtMs)
}

// The loop was held up if the program has seen that too: by the machine then, since the program does no such work. The clocks differ, by
// more when the thread lost its core between their two ticks.
function tellUnexpected(block: Block, { longestOtherTurnMs, truth }: ProgramRun): string {
  const isSeen =
    longestOtherTurnMs > block.durationMs - (block.time.waitMs ?? 0) - 10 || truth.some(({ isCut }) => isCut)
  return `${isSeen ? '' : `${WRONG_FOR_SURE}: `}expected no other block, got ${formatBlock(block)}`
}

function findEndDisagreements(run: ProgramRun, expectation: Expectation): string[] {
  const found = run.problems.map(problem => `expected a complete run file, but ${problem}`)
  if (run.exitCode !== expectation.exitCode) {
    found.push(`expected exit code ${expectation.exitCode}, got ${run.exitCode}: ${run.stderr.slice(0, 500)}`)
  }
  if (run.stdout !== '') found.push(`expected nothing on stdout, got ${JSON.stringify(run.stdout)}`)
  // A program that crashes has its own words on stderr.
  if (expectation.exitCode !== 1 && run.stderr !== '') {
    found.push(`expected nothing on stderr, got ${JSON.stringify(run.stderr.slice(0, 500))}`)
  }
  if (/debugger/i.test(run.stderr)) found.push('expected no word of a debugger on stderr')
  return found
}

function findBlockDisagreements(truth: Truth, block: Block | undefined, expectation: Expectation): string[] {
  const { file, marks } = expectation
  const wait = truth.waitMs >= 1 ? `, ${truth.waitMs.toFixed(1)} ms of it waiting for a core` : ''
  const wanted = `a block of ${truth.durationMs.toFixed(1)} ms${wait}`
  if (truth.isCut) return [`expected a program that blocks without a turn of the loop, got ${wanted} with one`]
  if (truth.durationMs < 52) return [`expected a program that blocks for longer than the threshold, got ${wanted}`]
  if (!block) return [`expected ${wanted} from ${new Date(truth.startedAtMs).toISOString()}, got none`]
  const found: string[] = []
  if (!isAsLong(block, truth)) found.push(`expected ${wanted}, got ${formatBlock(block)}`)
  if (isExcused(block, truth) || isRightlyUnsure(block, truth)) return found
  const candidates = truth.name ? marks.filter(mark => mark.functions.includes(truth.name ?? '')) : marks
  if (!candidates.some(mark => agrees(block, mark, file))) {
    const verdict = block.confidence === 'exact' ? `${WRONG_FOR_SURE}: ` : ''
    found.push(`${verdict}expected ${formatMarks(candidates)}, got ${formatBlock(block)}: ${block.why}`)
  }
  return found
}

// Whatever the length, the start is known to a few milliseconds. The turn begins before and ends after the code that times itself,
// and the block may be anything in between: what else is done in the turn holds up the loop as well. Before the turn's first line
// runs and after its last one the thread may have waited for a core.
function isAsLong({ startedAt, durationMs, time }: Block, truth: Truth): boolean {
  const toleranceMs = findToleranceMs(truth.durationMs)
  const slackMs = toleranceMs + truth.turnMs - truth.durationMs + Math.max(0, (time.waitMs ?? 0) - truth.waitMs)
  const earlyMs = truth.startedAtMs - Date.parse(startedAt)
  const deviationMs = durationMs - truth.durationMs
  return earlyMs >= -15 && earlyMs <= 15 + slackMs && deviationMs >= -toleranceMs && deviationMs <= slackMs
}

function findToleranceMs(durationMs: number): number {
  return 5 + 0.05 * durationMs
}

// An interrupt that waits for a core looks like one that waits for a native: without one for half of the time nothing can be known.
function isRightlyUnsure(block: Block, { durationMs, waitMs }: Truth): boolean {
  return isUnsure(block) && waitMs > durationMs / 2
}

function isUnsure({ confidence }: Block): boolean {
  return confidence === 'after-native' || confidence === 'none'
}

function agrees(block: Block, mark: Mark, file: string): boolean {
  if (isUnsure(block)) return mark.mayBeAfterNative
  const { culprit } = block
  return (
    culprit?.file === file &&
    culprit.line === mark.line &&
    mark.functions.includes(culprit.function) &&
    mark.causes.includes(block.cause)
  )
}

function formatMarks(marks: Mark[]): string {
  const names = marks.map(mark => `${mark.causes.join('|')} in ${mark.functions.join('|')} line ${mark.line}`)
  return names.join(' or ')
}
