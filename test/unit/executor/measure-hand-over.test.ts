import { expect, test } from 'vitest'
import { measureHandOver } from '../../../src/executor/measure-hand-over.js'

test('measures a round trip, copies and JSON on this machine', async () => {
  const { isMeasured, ...timesMs } = await measureHandOver()
  expect(isMeasured).toBe(true)
  // From the speed of light to a machine that is as good as stopped.
  for (const timeMs of Object.values(timesMs)) {
    expect(timeMs).toBeGreaterThan(0.001)
    expect(timeMs).toBeLessThan(2000)
  }
})
