import { expect, test } from 'vitest'
import { createTally } from '../../../src/executor/executor-summary.js'

test('counts the times of each task that has ended, also of the last ones', () => {
  const tally = createTally()
  for (const waitMs of [0, 4, 8]) tally.recordStart(waitMs)
  tally.recordEnd(20, 21)
  tally.recordEnd(30, 34)
  tally.recordStart(16)
  tally.recordEnd(40, 41)
  const now = { kind: 'thread', size: 3, workerCount: 3, queueLength: 0, runningCount: 1 } as const
  for (let times = 0; times < 2; times++) {
    const { queueWait, run, handOver } = tally.summarize(now)
    expect([queueWait.count, queueWait.maxMs]).toEqual([4, 16])
    expect([run.count, run.maxMs]).toEqual([3, 40])
    expect([handOver.count, handOver.maxMs]).toEqual([3, 4])
  }
})
