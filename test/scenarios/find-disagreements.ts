import type { Block } from '../../src/model/block.js'
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
    ...(run.truth.length > 0 && run.blocks.length > 0 && run.blocks.every(isMachinesFault)
      ? ['expected a block that is not excused, got none']
      : []),
    ...unexpected.map(block => `expected no other block, got ${formatBlock(block)}`),
  ]
}

/** Whether the block is excused: other processes had the cores, or the machine slept. */
export function isMachinesFault({ cause }: Block): boolean {
  return cause === 'starved' || cause === 'suspended'
}

/** A block for messages: when, how long, why and where. */
export function formatBlock({ startedAt, durationMs, time, cause, confidence, culprit }: Block): string {
  const place = culprit ? `${culprit.function} ${culprit.file}:${culprit.line}` : 'nowhere'
  const wait = time.waitMs ? `, ${time.waitMs.toFixed(1)} ms of it waiting for a core` : ''
  return `${cause} (${confidence}) in ${place}, ${durationMs.toFixed(1)} ms from ${startedAt}${wait}`
}

// The start is known to a millisecond and the block may begin before the code that times it.
const START_TOLERANCE_MS = 15

function findBlock(blocks: Block[], truth: Truth): Block | undefined {
  const lateness = (block: Block) => Math.abs(Date.parse(block.startedAt) - truth.startedAtMs)
  return blocks.filter(block => lateness(block) <= START_TOLERANCE_MS).sort((a, b) => lateness(a) - lateness(b))[0]
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

function findBlockDisagreements(truth: Truth, block: Block | undefined, { file, marks }: Expectation): string[] {
  const wanted = `a block of ${truth.durationMs.toFixed(1)} ms`
  if (truth.durationMs < 52) return [`expected a program that blocks for longer than the threshold, got ${wanted}`]
  if (!block) return [`expected ${wanted} from ${new Date(truth.startedAtMs).toISOString()}, got none`]
  const found: string[] = []
  if (!isAsLong(block, truth)) found.push(`expected ${wanted}, got ${formatBlock(block)}`)
  if (isMachinesFault(block)) return found
  const candidates = truth.name ? marks.filter(mark => mark.functions.includes(truth.name ?? '')) : marks
  if (!candidates.some(mark => agrees(block, mark, file))) {
    found.push(`expected ${formatMarks(candidates)}, got ${formatBlock(block)}: ${block.why}`)
  }
  return found
}

// The iteration begins before and ends after the code that times itself: the thread may have waited for a core in between.
function isAsLong({ durationMs, time }: Block, truth: Truth): boolean {
  const toleranceMs = 5 + 0.05 * truth.durationMs
  const deviationMs = durationMs - truth.durationMs
  return deviationMs >= -toleranceMs && deviationMs <= toleranceMs + (time.waitMs ?? 0)
}

function agrees(block: Block, mark: Mark, file: string): boolean {
  const unsure = block.confidence === 'after-native' || block.confidence === 'none'
  if (unsure) return mark.mayBeAfterNative
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
