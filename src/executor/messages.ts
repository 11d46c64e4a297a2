import type { ThrownRecord } from './error-record.js'
import type { Target } from './targets.js'

/** Methods of the worker, and what they take. */
export interface WorkerMethods {
  /** Runs an exported function of a module. */
  call: [target: Target | number, args: unknown[]]
  /** The same, and says how far it is. */
  callWithProgress: [target: Target | number, args: unknown[]]
  /** Runs a function given as source text. */
  callSource: [source: string, args: unknown[]]
}

/** A call of a worker's method. */
export type WorkerCall = {
  [Method in keyof WorkerMethods]: { method: Method; params: WorkerMethods[Method] }
}[keyof WorkerMethods]

/** How a task ended. `runMs`, or a number alone: time from the call of the function to its end. */
export type Answer = Returned | Threw | Refused

/** It returned; short, since most do, and shorter when it returned nothing. */
export type Returned = [value: unknown, runMs: number] | number

interface Threw {
  thrown: ThrownRecord
  runMs: number
}

/** It was not run, or what it returned cannot be sent: the worker's own error. */
interface Refused {
  refused: ThrownRecord
}

/** What a worker says while a task runs. */
export type WorkerEvent = { progress: unknown } | { crash: ThrownRecord }
