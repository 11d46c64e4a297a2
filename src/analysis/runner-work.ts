import type { Evidence } from '../model/evidence.js'
import type { RawFrame } from '../model/frame.js'
import { type Interval, measureSharedMs } from '../model/interval.js'
import { isLoader } from './causes/module-load.js'
import { judgeFrame } from './frames/frame.js'

/** The evidence of what a test did; what a test runner did by itself is the work of a tool. */
export function separateRunnerWork(evidence: Evidence, ownDirectory?: string): Evidence {
  return trimRunnerWork(evidence, ownDirectory) ?? { ...evidence, role: 'tool' }
}

/**
 * Leaves out, in a thread that runs tests, what the test runner itself did before and after the work of a test in one turn of the loop: loading
 * itself and the files of tests, compiling, reporting. A test is what the user's code does; of several the longest is left. `undefined` when
 * none of them was as long as the threshold.
 *
 * @param ownDirectory Absolute path of loophound itself.
 */
export function trimRunnerWork(evidence: Evidence, ownDirectory?: string): Evidence | undefined {
  const all = evidence.tests ? listPieces(evidence) : []
  if (all.length === 0) return evidence
  const pieces = all.flatMap(piece => {
    const owner = findOwner(piece.stack, ownDirectory)
    return owner ? [{ ...piece, owner }] : []
  })
  // Nobody's code was seen running, as when garbage is collected between two callbacks.
  if (pieces.length === 0) return undefined
  if (!pieces.some(({ owner }) => owner === 'runner')) return evidence
  const [longest] = findTests(pieces).sort((a, b) => measureTest(b) - measureTest(a))
  if (!longest) return undefined
  const { first, last } = longest
  const startMs = first === pieces[0] ? evidence.startMs : first.startMs
  const endMs = last === pieces.at(-1) ? evidence.endMs : last.endMs
  return endMs - startMs < evidence.thresholdMs ? undefined : cutEvidence(evidence, startMs, endMs)
}

interface Piece extends Interval {
  stack: RawFrame[]
}

/** What was seen, in order of time: a sample stands for the time since the one before it. */
function listPieces({ startMs, profile, samples }: Evidence): Piece[] {
  if (profile) return profile
  return samples.map(({ atMs, stack }, index) => ({ startMs: samples[index - 1]?.atMs ?? startMs, endMs: atMs, stack }))
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
    ...(profile ? { profile: profile.filter(piece => measureSharedMs(piece, [{ startMs, endMs }]) > 0) } : {}),
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

/** Whose work a stack shows: a package's that neither is above or below is whoever's came before it. */
type Owner = 'test' | 'runner' | 'package'

function findOwner(stack: readonly RawFrame[], ownDirectory: string | undefined): Owner | undefined {
  if (stack.length === 0) return undefined
  const frames = stack.map(frame => judgeFrame(frame, ownDirectory))
  const nearest = frames.find(({ ownCode, package: name }) => ownCode || (name !== undefined && RUNNERS.test(name)))
  if (nearest) return nearest.ownCode ? 'test' : 'runner'
  // What is loaded, or done by Node, for nobody's code is for the runner.
  return frames.some(isLoader) || frames.every(frame => frame.package === undefined) ? 'runner' : 'package'
}

type OwnedPiece = Piece & { owner: Owner }

/** Work of one test, as far as nothing of the runner's lies in it. */
interface TestWork {
  first: OwnedPiece
  last: OwnedPiece
}

function measureTest({ first, last }: TestWork): number {
  return last.endMs - first.startMs
}

function findTests(pieces: readonly OwnedPiece[]): TestWork[] {
  // A package called back by nobody's code is work of a test when nothing else is.
  const isAnyOwn = pieces.some(({ owner }) => owner === 'test')
  const tests: TestWork[] = []
  let current: TestWork | undefined
  for (const piece of pieces) {
    const isTest = piece.owner === (isAnyOwn ? 'test' : 'package')
    if (current && piece.owner === 'runner' && piece.endMs - current.last.endMs > MOST_RUNNER_MS) current = undefined
    else if (current && piece.owner !== 'runner') current.last = piece
    else if (isTest) {
      current = { first: piece, last: piece }
      tests.push(current)
    }
  }
  return tests
}

/** A runner's code between two parts of a test, such as an assertion's, is the test's: two samples of it are not. */
const MOST_RUNNER_MS = 15

const RUNNERS =
  /^(?:jest|jest-(?!mock$|diff$|matcher-utils$|message-util$).+|@jest\/.+|babel-jest|vitest|@vitest\/(?!expect$|spy$).+|vite|vite-node|tinypool|mocha|ava|playwright|playwright-core|@playwright\/test|loophound)$/
