export { ignoreBlocking } from './agent/ignore-blocking.js'
export { markReady } from './agent/mark-ready.js'
export type { WatchOptions } from './agent/options.js'
export { type Watch, watch } from './agent/watch.js'
export type { Block, Cause, Confidence, Remedy } from './model/block.js'
export type {
  BaselineConfig,
  BlockLimits,
  Budget,
  BudgetScope,
  Config,
  IgnoreRule,
  ReporterConfig,
  ReporterName,
  RoleRule,
} from './model/config.js'
export { type ErrorCode, LoophoundError } from './model/errors.js'
export type { FoldedSample, SampleSource } from './model/evidence.js'
export type { Frame } from './model/frame.js'
export type { Judged, Phase, Role } from './model/phase.js'
export type { Capabilities, Capability, DelaySummary, Mechanism, Summary } from './model/report.js'
export { assertNonBlocking } from './testing/assert-non-blocking.js'
export { BlockedError } from './testing/blocked-error.js'
export { type Observation, observe } from './testing/observe.js'
