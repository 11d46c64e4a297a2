import { tellOutside } from '../blocks-between-tests.js'
import type { GuardOptions } from '../guard.js'
import { createGuard, type Guard } from '../guard.js'
import type { TestFunction } from '../wrap-test.js'

/** The part of a Jest environment that is looked at. */
interface Environment {
  setup(): Promise<void>
  teardown(): Promise<void>
  handleTestEvent?: (event: CircusEvent, state: CircusState) => unknown
}

/** A Jest environment's class. */
export type EnvironmentClass = new (config: never, context: never) => Environment

/** The part of jest-circus' events that is looked at. */
interface CircusEvent {
  name: string
}

/** The part of jest-circus' state that is looked at. */
interface CircusState {
  rootDescribeBlock: CircusNode
}

interface CircusNode {
  type: 'describeBlock' | 'test'
  name: string
  /** Of a describe block. */
  children?: CircusNode[]
  /** Of a test. */
  fn?: TestFunction
}

/**
 * A Jest environment that does what another does, and makes every test fail that blocks the event loop.
 *
 * Options are read from `testEnvironmentOptions.loophound`.
 *
 * @example
 * // environment.cjs, for `testEnvironment: './environment.cjs'`
 * const { guardEnvironment } = require('loophound/jest-environment')
 * const { TestEnvironment } = require('jest-environment-jsdom')
 *
 * module.exports = guardEnvironment(TestEnvironment)
 */
export function guardEnvironment<C extends EnvironmentClass>(Base: C): C {
  // A proxy and no class of our own: Jest calls it with `new`, and whatever Base does on the way stays.
  return new Proxy(Base, {
    construct: (target, args, newTarget) => {
      const environment: Environment = Reflect.construct(target, args, newTarget)
      guard(environment, readOptions(args[0]))
      return environment
    },
  })
}

function guard(environment: Environment, options: GuardOptions): void {
  const { setup, teardown, handleTestEvent } = environment
  let guard: Guard | undefined
  environment.setup = async () => {
    await setup.call(environment)
    guard = createGuard(options)
    await guard.ready
  }
  environment.handleTestEvent = async (event, state) => {
    await handleTestEvent?.call(environment, event, state)
    // All tests are known, and those of `test.concurrent` not begun.
    if (event.name === 'run_start' && guard) wrapTests(state.rootDescribeBlock, guard)
  }
  environment.teardown = async () => {
    if (guard) await tellOutside(guard)
    await guard?.stop()
    await teardown.call(environment)
  }
}

function wrapTests(node: CircusNode, guard: Guard): void {
  if (node.fn) node.fn = guard.wrap(node.name, node.fn)
  for (const child of node.children ?? []) wrapTests(child, guard)
}

function readOptions(config: {
  projectConfig?: { testEnvironmentOptions?: { loophound?: GuardOptions } }
}): GuardOptions {
  return config.projectConfig?.testEnvironmentOptions?.loophound ?? {}
}
