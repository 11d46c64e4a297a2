import type { Cause } from '../../model/block.js'
import type { Frame } from '../../model/frame.js'
import { CALL_CAUSES } from '../causes/apis.js'
import type { Api, Call } from '../causes/call-cause.js'
import { isUserFrame } from '../causes/module-load.js'
import type { ReadLine } from '../frames/source-lines.js'
import type { AttributedSegment } from '../timeline/segment.js'

/** An API in a stack that blocks, and for which cause. */
export interface FoundCall {
  cause: Cause
  confidence: Api['confidence']
  apiName: string
  /** Number of frames from the API's own to the innermost. */
  depth: number
}

/**
 * Finds the API between the innermost frame of anybody's code and the top of the stack, from the user's code inwards: the API
 * is what the user called, not what Node made of it.
 */
export function findCall(stack: Frame[], readLine: ReadLine): FoundCall | undefined {
  const userIndex = stack.findIndex(isUserFrame)
  const depth = userIndex < 0 ? stack.length : userIndex
  const caller = stack[userIndex]
  const call: Call = { readSourceLine: () => caller && readLine(caller) }
  const reversed = stack.slice(0, depth).reverse()
  const found = reversed.flatMap((frame, offset) => findApis(frame, call, depth - offset))
  const [outermost] = found
  const isCertain = found.some(({ cause, confidence }) => cause === outermost?.cause && confidence === 'exact')
  return outermost && { ...outermost, confidence: isCertain ? 'exact' : 'likely' }
}

function findApis(frame: Frame, call: Call, depth: number): FoundCall[] {
  return CALL_CAUSES.flatMap(({ cause, findApi }) => {
    const api = findApi(frame, call)
    return api ? [{ cause, confidence: api.confidence, apiName: api.name, depth }] : []
  })
}

/**
 * What the user's line calls when a profile saw nothing but that line: V8 leaves its own built-ins out of profiles. `undefined` when the
 * line calls none that is known to take long, or more than one.
 */
export function guessCall(
  sourceLine: string | undefined,
): Pick<AttributedSegment, 'cause' | 'confidence' | 'apiName'> | undefined {
  const found = CALLS.filter(({ apiName }) => sourceLine?.includes(`${apiName}(`))
  const [call] = found
  return call && found.length === 1 ? { ...call, confidence: 'likely' } : undefined
}

const CALLS = [
  { cause: 'json', apiName: 'JSON.parse' },
  { cause: 'json', apiName: 'JSON.stringify' },
  { cause: 'serialization', apiName: 'structuredClone' },
  { cause: 'sync-wait', apiName: 'Atomics.wait' },
] as const
