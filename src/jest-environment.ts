export type { GuardOptions } from './testing/guard-options.js'
export { guardEnvironment } from './testing/jest-environment.js'
export { TestEnvironment, TestEnvironment as default } from './testing/jest-node-environment.js'
