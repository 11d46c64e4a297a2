import { type CallCause, createExactApi } from './call-cause.js'

/** Sleeping on purpose. */
export const syncWait: CallCause = {
  cause: 'sync-wait',
  general: 'Atomics.wait puts the whole thread to sleep, its event loop included.',
  findApi: frame => (frame.native && frame.function === 'Atomics.wait' ? createExactApi(frame.function) : undefined),
  explain: (apiName, durationMs) => `${apiName} kept the thread asleep for ${durationMs} ms.`,
}
