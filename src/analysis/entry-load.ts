import type { Evidence } from '../model/evidence.js'
import type { Frame } from '../model/frame.js'
import { sumMs } from '../model/interval.js'
import { isLoader, isUserFrame } from './causes/module-load.js'
import { isSeen } from './timeline/segment.js'
import { buildTimeline } from './timeline/timeline.js'

/**
 * `true` when most of the block was Node evaluating the app's entry module, or loading what that imports before the app took any work:
 * that is start-up, not a block. Code that runs after a top-level `await` of the entry has no trace of the loader on its stack and is a
 * block like any other.
 */
export function isEntryLoad(evidence: Evidence): boolean {
  const { profile: _, ...sampled } = evidence
  const timeline = buildTimeline({ evidence: sampled, readLine: () => undefined })
  const segments = timeline.filter(segment => isSeen(segment) && segment.stack.length > 0)
  const isLoading = (stack: Frame[]) => isLoadingEntry(stack) || (evidence.beforeWork && isLoadingUnasked(stack))
  return sumMs(segments.filter(({ stack }) => isLoading(stack))) * 2 > sumMs(segments)
}

const ENTRY_LOADERS = new Set([
  'executeUserEntryPoint',
  'runEntryPointWithESMLoader',
  'asyncRunEntryPointWithESMLoader',
  'loadESM',
  'handleMainPromise',
])

function isLoadingEntry(stack: Frame[]): boolean {
  const isWaitedFor = stack.some(frame => frame.async && isUserFrame(frame))
  return (
    !isWaitedFor &&
    stack.some(({ file, function: name }) => file.startsWith('node:internal/') && ENTRY_LOADERS.has(name))
  )
}

// Node 20 reads the files of static imports one by one while the loop turns, and nobody's code is on the stack of that.
function isLoadingUnasked(stack: Frame[]): boolean {
  return stack.some(isLoader) && !stack.some(isUserFrame)
}
