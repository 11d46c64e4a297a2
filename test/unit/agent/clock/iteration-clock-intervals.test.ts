import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHeartbeat } from '../../../../src/agent/clock/heartbeat.js'
import {
  type BusyInterval,
  createIterationClock,
  findBusyIntervals,
} from '../../../../src/agent/clock/iteration-clock.js'
import { createSharedMemory, readSlot } from '../../../../src/protocol/shared-memory.js'
import { createFakeLoop, type Turn, type Work } from './fake-loop.js'

describe('findBusyIntervals', () => {
  const beatAtStart = { atMs: 1000, idleMs: 0, nextMs: 1010 }

  test('an iteration without a wait is one interval, exactly', () => {
    const reading = { lastMs: 1000, lastIdleMs: 40, endMs: 1100, idleMs: 40, lastBeat: beatAtStart }
    expect(findBusyIntervals(reading)).toEqual([{ startMs: 1000, endMs: 1100 }])
  })

  test('a poll that found work at once is no wait', () => {
    const reading = { lastMs: 1000, lastIdleMs: 40, endMs: 1100, idleMs: 40.4, lastBeat: beatAtStart }
    expect(findBusyIntervals(reading)).toEqual([{ startMs: 1000, endMs: 1100 }])
  })

  test('work after a wait starts where the wait ended', () => {
    const reading = {
      lastMs: 1000,
      lastIdleMs: 0,
      endMs: 1100,
      idleMs: 8,
      lastBeat: { atMs: 995, idleMs: 0, nextMs: 1005 },
    }
    expect(findBusyIntervals(reading)).toEqual([{ startMs: 1008, endMs: 1100 }])
  })

  describe('of an iteration that waited for 8 ms', () => {
    const reading = { lastMs: 1000, lastIdleMs: 5, endMs: 1130, idleMs: 13 }

    test('a heartbeat before the wait parts the work before it from the work after it', () => {
      expect(findBusyIntervals({ ...reading, lastBeat: { atMs: 1060, idleMs: 5, nextMs: 1070 } })).toEqual([
        { startMs: 1000, endMs: 1060 },
        { startMs: 1068, endMs: 1130 },
      ])
    })

    test('a heartbeat after the wait parts nothing', () => {
      const lastBeat = { atMs: 1130, idleMs: 13, nextMs: 1140 }
      expect(findBusyIntervals({ ...reading, lastBeat })).toEqual([{ startMs: 1008, endMs: 1130 }])
    })
  })
})

describe('on a loop that turns as libuv turns it', () => {
  const HEARTBEAT_MS = 10
  const THRESHOLD_MS = 50

  test('intervals are exact without a wait, and at most a heartbeat off with one', () => {
    fc.assert(
      fc.property(fc.array(turns, { minLength: 1, maxLength: 20 }), list => {
        for (const { work, told } of watchTurns(list)) {
          const [whole, afterWait] = work
          if (afterWait === undefined) expect(told).toEqual([whole].filter(isBlock))
          expect(told.filter(interval => !work.some(truth => isNear(truth, interval)))).toEqual([])
          const certain = work.filter(truth => findDurationMs(truth) >= THRESHOLD_MS + HEARTBEAT_MS)
          expect(certain.filter(truth => !told.some(interval => isNear(truth, interval)))).toEqual([])
        }
      }),
      { numRuns: 500 },
    )
  })

  test('two short intervals around a wait are no block', () => {
    const turn = { restOfCheckMs: 40, closingMs: 0, timersMs: [], waitMs: 8, ioMs: 40 }
    expect(watchTurns([turn]).flatMap(({ told }) => told)).toEqual([])
  })

  test('intervals of one iteration add up to the time it did not wait', () => {
    fc.assert(
      fc.property(fc.array(turns, { minLength: 1, maxLength: 20 }), list => {
        for (const { work, told } of watchTurns(list, 0.001)) {
          expect(sumMs(told)).toBeCloseTo(sumMs(work), 2)
        }
      }),
    )
  })

  const part = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 9, noNaN: true }), fc.integer({ min: 10, max: 200 }))
  const turns: fc.Arbitrary<Turn> = fc.record({
    restOfCheckMs: part,
    closingMs: part,
    timersMs: fc.array(part, { maxLength: 3 }),
    waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 500 })),
    ioMs: part,
  })

  test('blocks are as exact while a profiler makes libuv forget how long it waited', () => {
    const errorsMs: number[] = []
    fc.assert(
      fc.property(
        fc.array(turns, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 3, max: 30 }),
        (list, everyMs) => {
          for (const { work, told } of watchTurns(list, THRESHOLD_MS, createFakeLoop(1000, everyMs))) {
            expect(told.filter(interval => !work.some(truth => isNear(truth, interval)))).toEqual([])
            const certain = work.filter(truth => findDurationMs(truth) >= THRESHOLD_MS + HEARTBEAT_MS)
            expect(certain.filter(truth => !told.some(interval => isNear(truth, interval)))).toEqual([])
            for (const interval of told) {
              const truth = work.find(one => isNear(one, interval))
              if (truth) errorsMs.push(Math.abs(findDurationMs(truth) - findDurationMs(interval)))
            }
          }
        },
      ),
      { numRuns: 500 },
    )
    // The others had work between a heartbeat and the wait, or a signal that came just as the loop woke up.
    expect(errorsMs.filter(errorMs => errorMs < 1).length / errorsMs.length).toBeGreaterThan(0.9)
  })

  test('a thread that is held up in its wait is idle, with a profiler as without', () => {
    const held = { ...QUIET_TURN, heldMs: 300 }
    for (const everyMs of [Number.POSITIVE_INFINITY, 10, 7]) {
      const told = watchTurns(Array(20).fill(held), THRESHOLD_MS, createFakeLoop(1000, everyMs))
      expect(told.flatMap(turn => turn.told)).toEqual([])
    }
  })

  test('native work in which the loop looks idle is a block, with a profiler as without', () => {
    for (const everyMs of [Number.POSITIVE_INFINITY, 10, 7]) {
      const turns = watchTurns(
        Array(20).fill({ ...QUIET_TURN, nativeMs: 80 }),
        THRESHOLD_MS,
        createFakeLoop(1000, everyMs),
      )
      for (const { work, told } of turns) {
        expect(told.length).toBe(1)
        expect(told.filter(interval => !work.some(truth => isNear(truth, interval)))).toEqual([])
      }
    }
  })

  const QUIET_TURN: Turn = { restOfCheckMs: 0, closingMs: 0, timersMs: [], waitMs: 5, ioMs: 3 }

  function watchTurns(
    list: Turn[],
    thresholdMs = THRESHOLD_MS,
    loop = createFakeLoop(),
  ): { work: Work[]; told: BusyInterval[] }[] {
    let told: BusyInterval[] = []
    const heartbeat = createHeartbeat({ ...loop, slot: readSlot(createSharedMemory()), intervalMs: HEARTBEAT_MS })
    createIterationClock({
      ...loop,
      readLoopStartMs: () => 0,
      onFirst: () => {},
      onQuiet: () => false,
      readThresholdMs: () => thresholdMs,
      lastBeat: heartbeat.last,
      onInterval: interval => told.push(interval),
      readTicks: (startMs, endMs) =>
        loop.isProfiled ? loop.ticks.filter(({ atMs }) => atMs > startMs && atMs <= endMs) : undefined,
      readCpuMs: loop.readCpuMs,
    })
    return list.map(turn => {
      told = []
      return { work: loop.turn(turn), told }
    })
  }

  const findDurationMs = (work: Work) => work.endMs - work.startMs
  const isBlock = (work: Work | undefined) => work !== undefined && findDurationMs(work) >= THRESHOLD_MS
  const isNear = (a: Work, b: Work) =>
    Math.abs(a.startMs - b.startMs) <= HEARTBEAT_MS && Math.abs(a.endMs - b.endMs) <= HEARTBEAT_MS
  const sumMs = (works: Work[]) => works.reduce((sum, work) => sum + findDurationMs(work), 0)
})
