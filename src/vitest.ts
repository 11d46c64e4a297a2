export { allowBlocking } from './testing/allow-blocking.js'
export type { GuardOptions } from './testing/guard.js'
export { guardTests } from './testing/runners/vitest.js'
