import timers from 'node:timers'

/** Node's own timers, taken at import so that fake timers installed later do not stop the probes. */
export const realTimers: {
  setImmediate: typeof setImmediate
  clearImmediate: typeof clearImmediate
  setInterval: typeof setInterval
  clearInterval: typeof clearInterval
  setTimeout: typeof setTimeout
  clearTimeout: typeof clearTimeout
} = {
  setImmediate: timers.setImmediate,
  clearImmediate: timers.clearImmediate,
  setInterval: timers.setInterval,
  clearInterval: timers.clearInterval,
  setTimeout: timers.setTimeout,
  clearTimeout: timers.clearTimeout,
}
