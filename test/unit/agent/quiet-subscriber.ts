import type { SubscriberOptions } from '../../../src/agent/subscriber.js'

/** What a subscriber asks for that wants nothing but blocks, and listens to none. */
export const QUIET_SUBSCRIBER: SubscriberOptions = {
  thresholdMs: 50,
  safepoints: false,
  sourceMaps: false,
  requests: false,
  callbacks: false,
  sampler: undefined,
  hangAfterMs: 5000,
  hangTimeoutMs: 0,
  context: undefined,
  isPrinted: false,
  ignore: [],
  runFile: undefined,
  isAsserting: false,
  onBlock: () => {},
  onExit: () => {},
}
