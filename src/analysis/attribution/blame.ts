import type { Frame } from '../../model/frame.js'
import { isLoader, isUserFrame, moduleLoad } from '../causes/module-load.js'
import { createReadLine, type ReadLine, type ReadSource } from '../frames/source-lines.js'
import type { BlamedSample, WeighedSample } from '../timeline/segments.js'
import { findCall, guessCall } from './calls.js'

/** Options of {@link blameSamples}. */
export interface BlameOptions {
  readSource?: ReadSource | undefined
  /** How long the thread waited for a core, in ms, where the system tells. */
  waitMs?: number | undefined
}

/** Says what each sample, taken alone, blames: whose frame, for which cause, and how sure that is. */
export function blameSamples(samples: WeighedSample[], options: BlameOptions = {}): BlamedSample[] {
  const readLine = createReadLine(options.readSource)
  const alone = samples.map(sample => doubtGc(doubtPlace(blameSample(sample, readLine))))
  const blamed = alone.map((sample, index) => borrowImporter(sample, alone[index - 1], alone[index + 1]))
  const sliceMs = Math.max(TIME_SLICE_MS, options.waitMs ?? 0)
  return blamed.map(sample => (sample.skidMs > sliceMs && !sample.isAfterGc ? sample : trustLike(sample, blamed)))
}

function blameSample(sample: WeighedSample, readLine: ReadLine): BlamedSample {
  const { stack, isProven, raw } = sample
  const skidMs = sample.isAfterGc ? 0 : sample.skidMs
  const [innermost] = stack
  if (!innermost) return { ...sample, cause: skidMs > 0 ? 'native' : 'unknown', confidence: 'none' }
  const caller = moduleLoad.findCaller(stack)
  // Just entered after a native, the loader has not begun.
  const isBegun = skidMs === 0 || stack[1] !== caller
  if (caller && isBegun) return { ...sample, cause: 'module-load', confidence: 'exact', culprit: caller }
  if (stack.some(isLoader) && !stack.some(isUserFrame)) return { ...sample, cause: 'module-load', confidence: 'none' }
  if (skidMs > 0) return { ...sample, ...blameSkid(stack, readLine) }
  const culprit = findUserFrame(stack) ?? innermost
  const call = findCall(stack, readLine)
  if (call) return { ...sample, culprit, cause: call.cause, confidence: call.confidence, apiName: call.apiName }
  const guess = raw.source === 'sampler' && culprit === innermost ? guessCall(readLine(culprit)) : undefined
  if (guess) return { ...sample, culprit, ...guess }
  const native = isProven ? (raw.native ?? findProfiledNative(sample, culprit)) : undefined
  if (native === undefined || isEngineWork(native))
    return { ...sample, cause: 'javascript', confidence: 'exact', culprit }
  return { ...sample, cause: 'native', confidence: 'exact', apiName: native, culprit }
}

// What allocated last may have returned by the time that its garbage is collected.
function doubtGc(sample: BlamedSample): BlamedSample {
  return sample.isAfterGc && sample.skidMs > 0 && sample.confidence !== 'none'
    ? { ...sample, confidence: 'after-native' }
    : sample
}

// What an interrupt shows on top of the user's code is interruptible; of native code only a profile can tell.
function findProfiledNative({ raw, stack }: WeighedSample, culprit: Frame): string | undefined {
  return raw.source === 'sampler' && stack[0]?.native ? stack[stack.indexOf(culprit) - 1]?.function : undefined
}

function doubtPlace(sample: BlamedSample): BlamedSample {
  return sample.isPlaced === false && sample.confidence === 'exact' ? { ...sample, confidence: 'likely' } : sample
}

/** What took no interrupts, by the stack of the first JavaScript that ran after it. */
function blameSkid(stack: Frame[], readLine: ReadLine): Omit<BlamedSample, keyof WeighedSample> {
  const culprit = findUserFrame(stack)
  // Only Node's queues are left on the stack: what it was is gone.
  if (!culprit || !stack.some(isUserFrame)) return { cause: 'native', confidence: 'none' }
  const call = findCall(stack, readLine)
  // An interrupt that waits is served on the next entry of a function. So an API that is itself on top has not run yet, and one
  // with its own parts on top of it was entered before the wait began.
  if (call && call.depth > 1) return { cause: call.cause, confidence: call.confidence, apiName: call.apiName, culprit }
  const api = stack[stack.findIndex(isUserFrame) - 1]
  // Wrapped, and entered before the wait began.
  if (api?.native && api !== stack[0]) return { cause: 'native', confidence: 'exact', apiName: api.function, culprit }
  const below = stack.slice(1)
  const calledBack = below[0]?.native ? findCall(below, readLine) : undefined
  const callerBack = findUserFrame(below)
  if (!calledBack || !callerBack) return { cause: 'native', confidence: 'after-native', culprit }
  return { cause: calledBack.cause, confidence: 'likely', apiName: calledBack.apiName, culprit: callerBack }
}

// Node reads and compiles ES modules between callbacks, with nobody's code on the stack; whoever imported them is near by.
function borrowImporter(sample: BlamedSample, previous?: BlamedSample, next?: BlamedSample): BlamedSample {
  const isCompiling = sample.stack.length === 0 && sample.skidMs > 0 && next?.cause === 'module-load'
  if (sample.culprit || !(isCompiling || sample.cause === 'module-load')) return sample
  const importer = [next, previous].find(near => near?.cause === 'module-load' && near.culprit)?.culprit
  if (importer) return { ...sample, cause: 'module-load', confidence: 'likely', culprit: importer }
  return { ...sample, cause: 'module-load' }
}

// On a busy machine the thread may lose its core for a time slice, which looks like a short native call.
const TIME_SLICE_MS = 25

// When the same functions were seen running, they are the ones to blame all the same.
function trustLike(sample: BlamedSample, samples: BlamedSample[]): BlamedSample {
  if (sample.confidence !== 'after-native') return sample
  const key = formatUserKey(sample)
  const like = samples.find(other => other.skidMs === 0 && other.weightMs > 0 && formatUserKey(other) === key)
  if (!like) return sample
  const { cause, apiName, culprit } = like
  return {
    ...sample,
    skidMs: 0,
    spanSkidMs: 0,
    cause,
    confidence: 'likely',
    ...(apiName === undefined ? {} : { apiName }),
    ...(culprit ? { culprit } : {}),
  }
}

function formatUserKey({ stack }: BlamedSample): string {
  return stack
    .filter(isUserFrame)
    .map(frame => `${frame.function}\t${frame.file}`)
    .join('\n')
}

function findUserFrame(stack: Frame[]): Frame | undefined {
  return (
    stack.find(frame => frame.ownCode && !frame.async) ??
    stack.find(frame => frame.ownCode) ??
    stack.find(isUserFrame) ??
    stack.find(frame => !frame.native && !frame.file.startsWith('node:')) ??
    stack.find(frame => !frame.native)
  )
}

function isEngineWork(native: string): boolean {
  return /^(?:Array|TypedArray)#/.test(native)
}
