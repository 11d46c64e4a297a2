export type { GuardOptions } from './testing/guard.js'
export { guardEnvironment } from './testing/runners/jest-environment.js'
export { TestEnvironment, TestEnvironment as default } from './testing/runners/jest-node-environment.js'
