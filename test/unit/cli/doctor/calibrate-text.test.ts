import { expect, test } from 'vitest'
import { findLowestThresholdMs, formatCalibration } from '../../../../src/cli/doctor/calibrate.js'

test('says how late an idle loop is, how low a threshold can be, and what fits into it', () => {
  const calibration = {
    thresholdMs: 50,
    idle: { p50Ms: 0.12, p99Ms: 1.46, maxMs: 6.2 },
    handOver: { roundTripMs: 0.071, copyMsPerMb: 11.2, isMeasured: true },
    yardsticks: [
      { count: 4.26, unit: 'MB of JSON parsed' },
      { count: 1234.5, unit: 'thousand numbers sorted' },
    ],
  }
  expect(formatCalibration(calibration, { version: '1.2.3', node: 'v24.0.0', platform: 'linux' })).toBe(`\
loophound 1.2.3, Node.js v24.0.0, linux

an idle loop is late by  p50 0.1 ms, p99 1.5 ms, at most 6.2 ms
lowest threshold         15 ms: below that it would report the machine, not your code
a worker thread takes    0.07 ms for a task, and 11.2 ms for each MB of objects copied

50 ms here are           4.3 MB of JSON parsed
                         1235 thousand numbers sorted
`)
})

test('the lowest threshold is at least 5 ms', () => {
  expect([0, 2.5, 2.6, 40].map(findLowestThresholdMs)).toEqual([5, 5, 10, 80])
})
