export { allowBlocking } from './testing/allow-blocking.js'
export type { GuardOptions } from './testing/guard-options.js'
export { guardTests } from './testing/vitest.js'
