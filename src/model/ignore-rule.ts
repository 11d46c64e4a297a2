import type { Cause } from './block.js'

/** Blocks to keep in the report and never to fail on. All given fields must match. */
export interface IgnoreRule {
  /** Name of the culprit function. */
  function?: string
  /** Path of the culprit's file relative to the project, or a glob (`*`, `**` for folders, `?`, `{a,b}`). */
  file?: string
  /** npm package of the innermost package frame. */
  package?: string
  cause?: Cause
  /** Name of the thread, `*` allowed; `main` is the main thread of a process, a worker thread without a name is `worker`. */
  thread?: string
  /** The program that the process runs: the path of its entry relative to the project, or the npm package that it belongs to; `*` and `**` allowed. */
  process?: string
  /** Why it may block. Mandatory. */
  reason: string
}
