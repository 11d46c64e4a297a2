import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterEach, expect, test, vi } from 'vitest'
import {
  findOffsetMs,
  formatWallTime,
  measureAgeMs,
  nowMs,
  readIdleMs,
  readLoopStartMs,
  realTimers,
} from '../../../src/system/clock.js'

afterEach(() => {
  vi.useRealTimers()
})

test('is the clock of process.hrtime, which all threads share', async () => {
  const worker = new Worker('require("node:worker_threads").parentPort.postMessage(process.hrtime.bigint())', {
    eval: true,
  })
  const beforeMs = nowMs()
  const inWorker = await new Promise<bigint>(resolve => worker.once('message', resolve))
  const afterMs = nowMs()
  expect(Number(inWorker) / 1e6).toBeGreaterThan(beforeMs)
  expect(Number(inWorker) / 1e6).toBeLessThan(afterMs)
  expect(Math.abs(Number(process.hrtime.bigint()) / 1e6 - nowMs())).toBeLessThan(50)
})

test('is right though the thread loses its core as both clocks are read', () => {
  let atMs = 1000
  const lossesMs = [0, 30, 0, 4, 0, 0]
  const readMs = () => {
    const readAtMs = atMs
    atMs += lossesMs.shift() ?? 0
    return readAtMs
  }
  lossesMs.shift()
  expect(findOffsetMs(readMs, () => atMs - 700)).toBe(700)
})

test('tells the wall-clock time of a moment', () => {
  const atMs = nowMs() - 60_000
  expect(Math.abs(Date.parse(formatWallTime(atMs)) - (Date.now() - 60_000))).toBeLessThan(50)
})

test('goes on under fake timers', async () => {
  const beforeMs = nowMs()
  const idleMs = readIdleMs()
  vi.useFakeTimers({ now: 0 })
  // process.hrtime stands still now, and so would a loop that waits for it.
  for (let spin = 0; spin < 1e6 && nowMs() <= beforeMs; spin += 1);
  expect(nowMs()).toBeGreaterThan(beforeMs)
  expect(measureAgeMs()).toBeGreaterThan(1)
  expect(readIdleMs()).toBeGreaterThanOrEqual(idleMs)
  expect(Date.parse(formatWallTime(nowMs()))).toBeGreaterThan(Date.UTC(2020))
  await expect(new Promise<string>(resolve => realTimers.setImmediate(() => resolve('turned')))).resolves.toBe('turned')
})

test('knows when the loop began to turn', async () => {
  await nextTurn()
  const startMs = readLoopStartMs() ?? 0
  expect(startMs).toBeLessThan(nowMs())
  expect(measureAgeMs(startMs)).toBeGreaterThan(0)
  expect(measureAgeMs(startMs)).toBeLessThan(measureAgeMs())
})
