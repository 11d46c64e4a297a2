export { allowBlocking } from './testing/allow-blocking.js'
export type { GuardOptions } from './testing/guard.js'
export { createRootHooks, mochaHooks, type RootHooks } from './testing/runners/mocha.js'
