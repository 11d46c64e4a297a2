import { describe, expect, test } from 'vitest'
import { currentRun, type TestRun } from '../../../src/testing/current-test.js'
import { wrapTest } from '../../../src/testing/wrap-test.js'

describe('a test that returns', () => {
  test('gives what it returned, after its run is ended', async () => {
    const { hooks, log } = createHooks()
    const wrapped = wrapTest(async () => 'result', hooks)
    expect(await wrapped()).toBe('result')
    expect(log).toEqual(['begin', 'end'])
  })

  test('keeps this, arguments, name and length', async () => {
    const seen: unknown[] = []
    function renders(this: unknown, first: number, second: number) {
      seen.push(this, first, second)
    }
    const wrapped = wrapTest(renders, createHooks().hooks)
    await wrapped.call('this', 1, 2)
    expect(seen).toEqual(['this', 1, 2])
    expect([wrapped.name, wrapped.length]).toEqual(['renders', 2])
  })

  test('fails when its run must fail', async () => {
    const { hooks } = createHooks(new Error('blocked'))
    await expect(wrapTest(() => 'result', hooks)()).rejects.toThrow('blocked')
  })

  test('fails by its own error, when both fail, and its run is ended', async () => {
    const { hooks, log } = createHooks(new Error('blocked'))
    const wrapped = wrapTest(() => {
      throw new Error('its own')
    }, hooks)
    await expect(wrapped()).rejects.toThrow('its own')
    expect(log).toEqual(['begin', 'end'])
  })

  test('begins when blocks can be seen, not before', async () => {
    const { hooks, log } = createHooks()
    let setReady = () => {}
    const ready = new Promise<void>(resolve => {
      setReady = resolve
    })
    const running: unknown = wrapTest(() => log.push('test'), { ...hooks, readReady: () => ready })()
    await Promise.resolve()
    expect(log).toEqual([])
    setReady()
    await running
    expect(log).toEqual(['begin', 'test', 'end'])
  })
})

describe('a test that calls back', () => {
  test('calls back after its run is ended', async () => {
    const { hooks, log } = createHooks()
    const wrapped = wrapTest((done: Callback) => done(), hooks)
    expect(await callBack(wrapped)).toEqual([])
    expect(log).toEqual(['begin', 'end'])
  })

  test('calls back with the failure of its run', async () => {
    const wrapped = wrapTest((done: Callback) => done(), createHooks(new Error('blocked')).hooks)
    expect(await callBack(wrapped)).toEqual([new Error('blocked')])
  })

  test('calls back with its own error, when both fail', async () => {
    const wrapped = wrapTest((done: Callback) => done('its own'), createHooks(new Error('blocked')).hooks)
    expect(await callBack(wrapped)).toEqual(['its own'])
  })

  test('calls back with what it throws', async () => {
    const throws = (_done: Callback) => {
      throw new Error('its own')
    }
    expect(await callBack(wrapTest(throws, createHooks().hooks))).toEqual([new Error('its own')])
  })

  test('finds what the runner hung on its callback', async () => {
    const seen: unknown[] = []
    const wrapped = wrapTest((done: Callback & { fail?: string }) => {
      seen.push(done.fail)
      done()
    }, createHooks().hooks)
    await new Promise<void>(resolve => wrapped(Object.assign(() => resolve(), { fail: 'by jest' })))
    expect(seen).toEqual(['by jest'])
  })
})

test('the run is current in the test, in its timers and after its awaits, and nowhere else', async () => {
  const { hooks } = createHooks()
  const seen: unknown[] = []
  const see = () => seen.push(currentRun.getStore()?.label)
  await wrapTest(async () => {
    see()
    await new Promise<void>(resolve => setTimeout(() => resolve(void see()), 1))
    see()
  }, hooks)()
  see()
  expect(seen).toEqual(['run', 'run', 'run', undefined])
})

type Callback = (...args: unknown[]) => void

function callBack(wrapped: (done: Callback) => unknown): Promise<unknown[]> {
  return new Promise(resolve => void wrapped((...args) => resolve(args)))
}

function createHooks(failure?: Error) {
  const log: string[] = []
  const begin = (): TestRun => {
    log.push('begin')
    return { label: 'run', startMs: 0, endMs: 0, blocks: [], forgivenIds: new Set(), allowances: [] }
  }
  const end = async () => {
    log.push('end')
    if (failure) throw failure
  }
  return { log, hooks: { readReady: () => Promise.resolve(), begin, end } }
}
