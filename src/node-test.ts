import { guardTestProcess } from './testing/node-test.js'

export { allowBlocking } from './testing/allow-blocking.js'
export type { GuardOptions } from './testing/guard-options.js'
export { guardTests } from './testing/node-test.js'

// For `--import` and `--require`: acts on load.
guardTestProcess()
