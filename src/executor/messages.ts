import type { ThrownRecord } from './errors.js'

/** A task, as a worker gets it: `name` is exported by `module`, or else a function's source text. */
export interface TaskCall {
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

/** What a task says of how far it is. */
export type Progress = { progress: unknown }

/** What a worker says. `crash`: what a process is about to die of. */
export type WorkerMessage = Answer | Progress | { crash: ThrownRecord }
