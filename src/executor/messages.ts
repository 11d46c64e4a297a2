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

/** What a worker says at the end of a task: what it returned (absent for nothing) or threw, and after what time in the function, if it was called. */
export type Answer = { runMs?: number } & ({ value?: unknown } | { thrown: ThrownRecord })

/** What a worker says. `crash`: what a process is about to die of. */
export type WorkerMessage = Answer | { progress: unknown } | { crash: ThrownRecord }
