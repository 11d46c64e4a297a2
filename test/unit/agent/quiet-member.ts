import type { MemberOptions } from '../../../src/agent/subscriber.js'

/** What a member asks for that wants nothing but blocks, and listens to none. */
export const QUIET_MEMBER: MemberOptions = {
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
