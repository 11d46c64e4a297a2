import { extendExpect } from './testing/runners/jest.js'

export { allowBlocking } from './testing/allow-blocking.js'
export type { BlockMatchers } from './testing/runners/jest.js'
export { type MatcherResult, toBlock } from './testing/to-block.js'

// For `setupFilesAfterEnv`: acts on load.
extendExpect()
