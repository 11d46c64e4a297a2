import type { Cause, Confidence } from '../model/block.js'
import type { Frame } from '../model/frame.js'
import type { Call, CallCause } from './causes/call-cause.js'
import { childProcess } from './causes/child-process.js'
import { compression } from './causes/compression.js'
import { crypto } from './causes/crypto.js'
import { fileSystem } from './causes/file-system.js'
import { json } from './causes/json.js'
import { isUserFrame, moduleLoad } from './causes/module-load.js'
import { regexp } from './causes/regexp.js'
import { serialization } from './causes/serialization.js'
import { syncWait } from './causes/sync-wait.js'
import type { WeighedSample } from './weigh-samples.js'

/** A sample and what it alone says about the block. */
export interface BlamedSample extends WeighedSample {
  cause: Cause
  confidence: Confidence
  /** API that blocked, such as `crypto.pbkdf2Sync`. */
  apiName?: string
  /** The frame to change; absent when the thread was between callbacks. */
  culprit?: Frame
}

/** Reads the text of a source file; `undefined` when it cannot be read. */
export type ReadSource = (file: string) => string | undefined

/** Every cause that shows in one call. */
export const CALL_CAUSES: readonly CallCause[] = [
  json,
  regexp,
  crypto,
  compression,
  childProcess,
  serialization,
  syncWait,
  fileSystem,
]

/** Says what one sample, taken alone, blames: whose frame, for which cause, and how sure that is. */
export function blameSample(sample: WeighedSample, readSource?: ReadSource): BlamedSample {
  const { stack, skidMs } = sample
  const [innermost] = stack
  if (!innermost) return { ...sample, cause: skidMs > 0 ? 'native' : 'unknown', confidence: 'none' }
  const caller = moduleLoad.findCaller(stack)
  if (caller) return { ...sample, cause: 'module-load', confidence: 'exact', culprit: caller }
  const culprit = findUserFrame(stack) ?? innermost
  const call = findCall(stack, readSource)
  // On its own entry a function has not run yet: what took so long came before it.
  const isEntered = skidMs > 0 && call !== undefined && call.depth < 2
  if (call && !isEntered)
    return { ...sample, cause: call.cause, confidence: call.confidence, apiName: call.apiName, culprit }
  if (skidMs > 0) return { ...sample, cause: 'native', confidence: 'after-native', culprit }
  const native = sample.raw.native
  if (native === undefined || isEngineWork(native))
    return { ...sample, cause: 'javascript', confidence: 'exact', culprit }
  return { ...sample, cause: 'native', confidence: 'exact', apiName: native, culprit }
}

function findUserFrame(stack: Frame[]): Frame | undefined {
  return (
    stack.find(frame => frame.ownCode && !frame.async) ??
    stack.find(frame => frame.ownCode) ??
    stack.find(isUserFrame) ??
    stack.find(frame => !frame.native)
  )
}

interface FoundCall {
  cause: Cause
  confidence: Confidence
  apiName: string
  /** Number of frames from the API's own to the innermost. */
  depth: number
}

function findCall(stack: Frame[], readSource: ReadSource | undefined): FoundCall | undefined {
  const userIndex = stack.findIndex(isUserFrame)
  const depth = userIndex < 0 ? stack.length : userIndex
  const call = readCall(stack[userIndex], readSource)
  // From the user's code inwards: the API is what the user called, not what Node made of it.
  for (const [offset, frame] of stack.slice(0, depth).reverse().entries()) {
    for (const { cause, findApi } of CALL_CAUSES) {
      const api = findApi(frame, call)
      if (api) return { cause, confidence: api.confidence, apiName: api.name, depth: depth - offset }
    }
  }
  return undefined
}

function readCall(caller: Frame | undefined, readSource: ReadSource | undefined): Call {
  const sourceLine = caller && readSource?.(caller.file)?.split('\n')[caller.line - 1]
  return sourceLine === undefined ? {} : { sourceLine }
}

function isEngineWork(native: string): boolean {
  return /^(?:Array|TypedArray)#/.test(native)
}
