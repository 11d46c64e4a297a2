import { expect, test } from 'vitest'
import { createHelperWaits } from '../../../src/watchdog/helper-waits.js'

/** Waits of threads 1 to 3, which may be changed; counts how often they are asked for. */
function start(
  waits: Map<number, number> | undefined = new Map([
    [1, 100],
    [2, 50],
    [3, 0],
  ]),
) {
  let askedCount = 0
  const helperWaits = createHelperWaits(() => {
    askedCount += 1
    return new Map(waits)
  })
  return { waits, helperWaits, readAskedCount: () => askedCount }
}

test('tells the longest wait of another thread since the last time, of threads that began meanwhile, too', () => {
  const { waits, helperWaits } = start()
  waits.set(1, 700).set(2, 90).set(4, 30)
  expect(helperWaits.measure(1)).toBe(40)
  waits.set(4, 100).delete(2)
  expect(helperWaits.measure(1)).toBe(70)
  expect(helperWaits.measure(1)).toBe(0)
})

test('begins anew once a second, and asks no more often', () => {
  const { waits, helperWaits, readAskedCount } = start()
  for (let atMs = 5000; atMs < 15_000; atMs += 25) helperWaits.rest(atMs)
  expect(readAskedCount()).toBe(1 + 10)
  waits.set(2, 950)
  helperWaits.rest(16_000)
  expect(helperWaits.measure(1)).toBe(0)
})

test('says nothing where the system does not tell, and does not ask again', () => {
  let askedCount = 0
  const helperWaits = createHelperWaits(() => {
    askedCount += 1
    return undefined
  })
  helperWaits.rest(5000)
  expect([helperWaits.measure(1), askedCount]).toEqual([undefined, 1])
})

test.runIf(process.platform === 'linux')('reads all threads of this process', () => {
  expect(createHelperWaits().measure(process.pid)).toBeGreaterThanOrEqual(0)
})
