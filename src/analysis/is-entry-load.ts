import type { Evidence } from '../model/evidence.js'
import type { Frame } from '../model/frame.js'
import { isUserFrame } from './causes/module-load.js'
import { sumWeightsMs } from './find-culprit.js'
import { weighSamples } from './weigh-samples.js'

/**
 * `true` when most of the block was Node evaluating the app's entry module: that is start-up, not a block. Code that runs after
 * a top-level `await` of the entry has no trace of the loader on its stack and is a block like any other.
 */
export function isEntryLoad(evidence: Evidence): boolean {
  const samples = weighSamples(evidence).filter(({ stack }) => stack.length > 0)
  return sumWeightsMs(samples.filter(({ stack }) => isLoadingEntry(stack))) * 2 > sumWeightsMs(samples)
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
