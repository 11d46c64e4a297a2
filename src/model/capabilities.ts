/** A mechanism of loophound. */
export type Mechanism =
  | 'iterationClock'
  | 'heartbeat'
  | 'watchdog'
  | 'interrupts'
  | 'safepoints'
  | 'sampler'
  | 'delay'
  | 'threadTime'
  | 'requests'
  | 'callbacks'

/** Whether a mechanism works here, and if not why. */
export type Capability = { state: 'on' } | { state: 'off'; reason: string }

/** What works in this process. A mechanism that is missing is never silent. */
export type Capabilities = Record<Mechanism, Capability>
