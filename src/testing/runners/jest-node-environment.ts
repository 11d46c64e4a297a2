import { TestEnvironment as NodeEnvironment } from 'jest-environment-node'
import { guardEnvironment } from './jest-environment.js'

/** Jest's Node environment, guarded: `testEnvironment: 'loophound/jest-environment'`. */
export const TestEnvironment: typeof NodeEnvironment = guardEnvironment(NodeEnvironment)
