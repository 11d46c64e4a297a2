import { guardTestProcess } from './testing/runners/node-test.js'

export { allowBlocking } from './testing/allow-blocking.js'
export type { GuardOptions } from './testing/guard.js'
export { guardTests } from './testing/runners/node-test.js'

// For `--import` and `--require`: acts on load.
guardTestProcess()
