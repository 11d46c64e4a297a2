import type { Evidence } from '../model/evidence.js'

/** `true` when the samples show Node evaluating the app's entry module: that is start-up, not a block. */
export function isEntryLoad(evidence: Evidence): boolean {
  return evidence.samples.some(({ stack }) =>
    stack.some(
      ({ file, function: name }) => file?.startsWith('node:internal/') && name !== null && ENTRY_LOADERS.has(name),
    ),
  )
}

const ENTRY_LOADERS = new Set([
  'runEntryPointWithESMLoader',
  'asyncRunEntryPointWithESMLoader',
  'loadESM',
  'handleMainPromise',
])
