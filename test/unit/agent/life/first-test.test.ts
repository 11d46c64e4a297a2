import { AsyncResource } from 'node:async_hooks'
import { afterEach, expect, test } from 'vitest'
import { followFirstTest } from '../../../../src/agent/life/first-test.js'

const original = AsyncResource.prototype.runInAsyncScope
const list = Reflect.getOwnPropertyDescriptor(process, 'moduleLoadList')

afterEach(() => {
  AsyncResource.prototype.runInAsyncScope = original
  if (list) Reflect.defineProperty(process, 'moduleLoadList', list)
})

test('the first test is told right before its first line, and its scope is as it was', () => {
  const log: string[] = []
  followFirstTest(() => log.push('first'))
  const result = runTest(word => {
    log.push(word)
    return word.length
  })
  expect(result).toBe(4)
  expect(log).toEqual(['first', 'test'])
  expect(AsyncResource.prototype.runInAsyncScope).toBe(original)
})

test('no later test is told', () => {
  const log: string[] = []
  followFirstTest(() => log.push('first'))
  runTest(() => log.push('one'))
  runTest(() => log.push('two'))
  expect(log).toEqual(['first', 'one', 'two'])
})

test('a test in a test sees the scope as it was, and what it throws is its own', () => {
  followFirstTest(() => {})
  expect(() =>
    runTest(() => {
      expect(AsyncResource.prototype.runInAsyncScope).toBe(original)
      throw new Error('of the test')
    }),
  ).toThrow('of the test')
})

test('what else runs in a scope is no test, and runs as ever', () => {
  const log: string[] = []
  followFirstTest(() => log.push('first'))
  const receiver = { unit: 'ms' }
  const run = function (this: typeof receiver, count: number): string {
    return `${count} ${this.unit}`
  }
  expect(new AsyncResource('Query').runInAsyncScope(run, receiver, 3)).toBe('3 ms')
  // A hook of `node:test` has a scope of the same class, and runs another function in it.
  expect(new Test('it', () => {}).runInAsyncScope(() => 'hook')).toBe('hook')
  expect(log).toEqual([])
  expect(AsyncResource.prototype.runInAsyncScope).not.toBe(original)
})

test('stopping leaves nothing behind', () => {
  const log: string[] = []
  followFirstTest(() => log.push('first')).stop()
  expect(AsyncResource.prototype.runInAsyncScope).toBe(original)
  runTest(() => {})
  expect(log).toEqual([])
})

test('stopping leaves alone what somebody else has put in its place since', () => {
  const following = followFirstTest(() => {})
  const foreign = () => undefined
  AsyncResource.prototype.runInAsyncScope = foreign as typeof original
  following.stop()
  expect(AsyncResource.prototype.runInAsyncScope).toBe(foreign)
})

test('it is followed on only where the test runner has been loaded', () => {
  const { stopUnlessLoaded } = followFirstTest(() => {})
  claimLoaded(['NativeModule internal/test_runner/harness'])
  stopUnlessLoaded()
  expect(AsyncResource.prototype.runInAsyncScope).not.toBe(original)
  claimLoaded(['NativeModule events'])
  stopUnlessLoaded()
  expect(AsyncResource.prototype.runInAsyncScope).toBe(original)
})

test('it is given up where Node does not say what it has loaded', () => {
  const { stopUnlessLoaded } = followFirstTest(() => {})
  claimLoaded(undefined)
  stopUnlessLoaded()
  expect(AsyncResource.prototype.runInAsyncScope).toBe(original)
})

/** Makes Node say that it has loaded these built-in modules. */
function claimLoaded(value: string[] | undefined): void {
  expect(Reflect.defineProperty(process, 'moduleLoadList', { ...list, value })).toBe(true)
}

/** As `node:test` has it: the scope of a test is the test. */
class Test extends AsyncResource {
  constructor(
    readonly name: string,
    readonly fn: (word: string) => unknown,
  ) {
    super('Test')
  }
}

function runTest(fn: (word: string) => unknown): unknown {
  const test = new Test('it', fn)
  return test.runInAsyncScope(test.fn, test, 'test')
}
