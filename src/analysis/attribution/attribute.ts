import type { Frame } from '../../model/frame.js'
import { isLoader, isUserFrame, moduleLoad } from '../causes/module-load.js'
import { ON_ATTRIBUTION } from '../corrections.js'
import type { ReadLine } from '../frames/source-lines.js'
import { applyCorrections, type Facts } from '../timeline/correction.js'
import { type AttributedSegment, isSeenAfterwards, type Segment } from '../timeline/segment.js'
import { findCall, guessCall } from './calls.js'

/** Says what each segment, taken alone, blames: whose frame, for which cause, and how sure that is. */
export function attribute(segments: Segment[], facts: Facts): AttributedSegment[] {
  const alone = segments.map(segment => ({ ...segment, ...attributeOne(segment, facts.readLine) }))
  return applyCorrections(ON_ATTRIBUTION, alone, facts)
}

/** What a segment blames. */
type Attribution = Omit<AttributedSegment, keyof Segment>

function attributeOne(segment: Segment, readLine: ReadLine): Attribution {
  const { stack, state } = segment
  const isAfterwards = isSeenAfterwards(segment) && state === 'uninterruptible'
  const [innermost] = stack
  if (!innermost) return { cause: isAfterwards ? 'native' : 'unknown', confidence: 'none' }
  const caller = moduleLoad.findCaller(stack)
  // Just entered after a native, the loader has not begun.
  if (caller && !(isAfterwards && stack[1] === caller))
    return { cause: 'module-load', confidence: 'exact', culprit: caller }
  if (stack.some(isLoader) && !stack.some(isUserFrame)) return { cause: 'module-load', confidence: 'none' }
  return isAfterwards ? attributeNext(stack, readLine) : attributeSeen(segment, innermost, readLine)
}

function attributeSeen({ stack, seenBy, native }: Segment, innermost: Frame, readLine: ReadLine): Attribution {
  const culprit = findUserFrame(stack) ?? innermost
  const call = findCall(stack, readLine)
  if (call) return { culprit, cause: call.cause, confidence: call.confidence, apiName: call.apiName }
  const isProfiled = seenBy === 'sampler'
  const guess = isProfiled && culprit === innermost ? guessCall(readLine(culprit)) : undefined
  if (guess) return { culprit, ...guess }
  // What an interrupt shows on top of the user's code is interruptible; of native code only a profile can tell.
  const profiledNative = isProfiled && innermost.native ? stack[stack.indexOf(culprit) - 1]?.function : undefined
  const apiName = native ?? profiledNative
  if (apiName === undefined || isEngineWork(apiName)) return { cause: 'javascript', confidence: 'exact', culprit }
  return { cause: 'native', confidence: 'exact', apiName, culprit }
}

/** What took no interrupts, by the stack of the first JavaScript that ran after it. */
function attributeNext(stack: Frame[], readLine: ReadLine): Attribution {
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
