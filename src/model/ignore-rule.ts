import type { Cause } from './block.js'

/** Blocks to keep in the report and never to fail on. All given fields must match. */
export interface IgnoreRule {
  /** Name of the culprit function. */
  function?: string
  /** Path of the culprit's file relative to the project, `*` and `**` allowed. */
  file?: string
  /** npm package of the innermost package frame. */
  package?: string
  cause?: Cause
  /** Why it may block. Mandatory. */
  reason: string
}
