import type { Evidence } from '../model/evidence.js'
import type { Frame, RawFrame } from '../model/frame.js'
import { judgeFrame } from './judge-frame.js'

/**
 * Leaves out, in a thread that runs tests, what the test runner itself did before and after the work of a test in one turn of the loop: loading
 * itself and the files of tests, compiling, reporting. A test is what the user's code does. `undefined` when there was nothing else.
 *
 * @param ownDirectory Absolute path of loophound itself.
 */
export function trimRunnerWork(evidence: Evidence, ownDirectory?: string): Evidence | undefined {
  const pieces = listPieces(evidence)
  if (!evidence.tests || pieces.length === 0) return evidence
  const ofTests = pieces.filter(({ stack }) => stack.length > 0 && !isRunnerStack(stack, ownDirectory))
  if (ofTests.length === 0) return pieces.some(({ stack }) => stack.length > 0) ? undefined : evidence
  const isRunnerFirst = pieces.find(({ stack }) => stack.length > 0) !== ofTests[0]
  const isRunnerLast = pieces.findLast(({ stack }) => stack.length > 0) !== ofTests.at(-1)
  const startMs = isRunnerFirst ? Math.min(...ofTests.map(piece => piece.startMs)) : evidence.startMs
  const endMs = isRunnerLast ? Math.max(...ofTests.map(piece => piece.endMs)) : evidence.endMs
  return isRunnerFirst || isRunnerLast ? cutEvidence(evidence, startMs, endMs) : evidence
}

interface Piece {
  startMs: number
  endMs: number
  stack: RawFrame[]
}

/** What was seen, in order of time: a sample stands for the time since the one before it. */
function listPieces({ startMs, profile, samples }: Evidence): Piece[] {
  if (profile) return profile
  const sorted = [...samples].sort((a, b) => a.atMs - b.atMs)
  return sorted.map(({ atMs, stack }, index) => ({ startMs: sorted[index - 1]?.atMs ?? startMs, endMs: atMs, stack }))
}

function cutEvidence(evidence: Evidence, startMs: number, endMs: number): Evidence {
  const { profile, samples, threadTime } = evidence
  const durationMs = endMs - startMs
  const ratio = durationMs / Math.max(durationMs, evidence.durationMs)
  const startedAt = new Date(Date.parse(evidence.startedAt) + startMs - evidence.startMs).toISOString()
  return {
    ...evidence,
    ...{ startedAt, startMs, endMs, durationMs },
    samples: samples.filter(({ atMs }) => atMs >= startMs && atMs <= endMs),
    ...(profile ? { profile: profile.filter(piece => piece.endMs > startMs && piece.startMs < endMs) } : {}),
    // When in the turn the thread had its core is not known.
    ...(threadTime ? { threadTime: scaleTimes(threadTime, ratio) } : {}),
  }
}

function scaleTimes(
  { cpuMs, waitMs }: NonNullable<Evidence['threadTime']>,
  ratio: number,
): NonNullable<Evidence['threadTime']> {
  return { cpuMs: cpuMs * ratio, ...(waitMs === undefined ? {} : { waitMs: waitMs * ratio }) }
}

function isRunnerStack(stack: readonly RawFrame[], ownDirectory: string | undefined): boolean {
  const frames = stack.map(frame => judgeFrame(frame, ownDirectory))
  const first = frames.find(({ ownCode, package: name }) => ownCode || (name !== undefined && !HELPERS.test(name)))
  if (first?.ownCode) return false
  if (first?.package !== undefined && RUNNERS.test(first.package)) return true
  // What is loaded, or done by Node, for nobody's code is for the runner.
  return !frames.some(({ ownCode }) => ownCode) && (first === undefined || frames.some(isLoader))
}

function isLoader({ file }: Frame): boolean {
  return file.startsWith('node:internal/modules/')
}

const RUNNERS =
  /^(?:jest|jest-(?!mock$|diff$|matcher-utils$|message-util$).+|@jest\/.+|babel-jest|vitest|@vitest\/(?!expect$|spy$).+|vite|vite-node|tinypool|mocha|ava|playwright|playwright-core|@playwright\/test|loophound)$/

/** What runners compile files with: whoever called it tells whose work it is. */
const HELPERS = /^(?:@babel\/.+|babel-.+|source-map.*|@jridgewell\/.+|esbuild|rollup|es-module-lexer|pirates)$/
