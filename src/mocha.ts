export { allowBlocking } from './testing/allow-blocking.js'
export type { GuardOptions } from './testing/guard-options.js'
export { createRootHooks, mochaHooks, type RootHooks } from './testing/mocha.js'
