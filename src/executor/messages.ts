import type { ThrownRecord } from './errors.js'

/** A task, as a worker gets it. */
export interface TaskCall {
  /** Where the function is exported; absent when `name` is its source text. */
  module?: string
  name: string
  args: unknown[]
  /** Whether the caller wants to hear how far it is. */
  isHeard?: boolean
}

/** Asks a worker to end by itself. */
export const EXIT = 'exit'

/** How a task ended; `runMs` is the time in its function. Without that it was not run, or what it returned cannot be sent. */
export type Answer = [runMs: number, value?: unknown] | { runMs?: number; thrown: ThrownRecord }

/** What a worker says. `crash`: what a process is about to die of. */
export type WorkerMessage = Answer | { progress: unknown } | { crash: ThrownRecord }
