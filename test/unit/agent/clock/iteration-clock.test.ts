import { describe, expect, test } from 'vitest'
import {
  type BusyInterval,
  createIterationClock,
  type IterationClockOptions,
} from '../../../../src/agent/clock/iteration-clock.js'
import { createFakeLoop, type Turn } from './fake-loop.js'

describe('the clock', () => {
  const QUIET: Turn = { restOfCheckMs: 0, closingMs: 0, timersMs: [], waitMs: 5, ioMs: 1 }

  test('tells of an interval as long as the threshold, and of none shorter', () => {
    const { loop, listeners } = startClock()
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 49.9 })
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 50 })
    expect(listeners.intervals).toEqual([{ startMs: 1049.9, endMs: 1099.9 }])
    expect(listeners.quietCount).toBe(1)
  })

  test('tells that the loop has begun to turn, once, and measures the first iteration from there', () => {
    const { loop, listeners } = startClock({ readLoopStartMs: () => 1100 })
    loop.work(100)
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 60 })
    loop.turn(QUIET)
    expect(listeners.firstMs).toEqual([1100])
    expect(listeners.intervals).toEqual([{ startMs: 1100, endMs: 1160 }])
  })

  test('measures from its own start in a loop that turns already', () => {
    const { loop, listeners } = startClock({ readLoopStartMs: () => 3 })
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 60 })
    expect(listeners.intervals).toEqual([{ startMs: 1000, endMs: 1060 }])
  })

  test('measures a block in a loop that turns fast to half a millisecond', () => {
    const { loop, listeners } = startClock()
    for (let turn = 0; turn < 105; turn += 1) loop.turn({ ...QUIET, waitMs: 0, ioMs: 0.1 })
    expect(listeners.quietCount).toBeLessThan(30)
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 60 })
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 0.1 })
    const [interval] = listeners.intervals
    expect(Math.abs((interval?.startMs ?? 0) - 1010.5)).toBeLessThanOrEqual(0.5)
    expect(interval?.endMs).toBeCloseTo(1070.5, 6)
    expect(listeners.intervals).toHaveLength(1)
  })

  test('leaves out what loophound itself has taken', () => {
    const { loop, listeners, clock } = startClock()
    loop.turn(QUIET)
    clock.excuse(30)
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 70 })
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 90 })
    expect(listeners.intervals).toEqual([{ startMs: 1076, endMs: 1166 }])
  })

  test('does not count what quiet iterations take for themselves', () => {
    const { loop, listeners } = startClock({
      onQuiet: () => {
        loop.work(40)
        return true
      },
    })
    loop.turn(QUIET)
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 30 })
    expect(listeners.intervals).toEqual([])
  })

  test('does not count what its listener took', () => {
    const { loop, listeners } = startClock({
      onInterval: interval => {
        listeners.intervals.push(interval)
        loop.work(70)
      },
    })
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 60 })
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 10 })
    expect(listeners.intervals).toEqual([{ startMs: 1000, endMs: 1060 }])
  })

  test('follows a threshold that changes', () => {
    let thresholdMs = 100
    const { loop, listeners } = startClock({ readThresholdMs: () => thresholdMs })
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 60 })
    thresholdMs = 5
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 6 })
    expect(listeners.intervals).toEqual([{ startMs: 1060, endMs: 1066 }])
  })

  test('judges the iteration that still runs', () => {
    const { loop, listeners, clock } = startClock()
    loop.turn(QUIET)
    loop.work(80)
    clock.cut()
    expect(listeners.intervals).toEqual([{ startMs: 1006, endMs: 1086 }])
  })

  test('judges the very first iteration too, when the process exits in it', () => {
    const { loop, listeners, clock } = startClock({ readLoopStartMs: () => 1100 })
    loop.work(180)
    clock.cut()
    expect(listeners.firstMs).toEqual([1100])
    expect(listeners.intervals).toEqual([{ startMs: 1100, endMs: 1180 }])
  })

  test('tells of a long load when the process exits in it, which is no turn of the loop', () => {
    const { loop, listeners, clock } = startClock({ readLoopStartMs: () => undefined })
    loop.work(180)
    clock.cut()
    expect(listeners).toMatchObject({ firstMs: [], intervals: [{ startMs: 1000, endMs: 1180 }], quietCount: 0 })
  })

  describe('a cut', () => {
    test('splits an interval in two, each as long as it is', () => {
      const { loop, listeners, clock } = startClock()
      loop.turn(QUIET)
      loop.work(80)
      clock.cut()
      loop.turn({ ...QUIET, waitMs: 0, ioMs: 60 })
      expect(listeners.intervals).toEqual([
        { startMs: 1006, endMs: 1086 },
        { startMs: 1086, endMs: 1146 },
      ])
    })

    test('makes two short intervals of a long one', () => {
      const { loop, listeners, clock } = startClock()
      loop.turn(QUIET)
      loop.work(40)
      clock.cut()
      loop.turn({ ...QUIET, waitMs: 0, ioMs: 40 })
      expect(listeners.intervals).toEqual([])
      expect(listeners.quietCount).toBe(3)
    })

    test('splits the load of an app, too, and what follows is an interval of its own', () => {
      let loopStartMs: number | undefined
      const { loop, listeners, clock } = startClock({ readLoopStartMs: () => loopStartMs })
      loop.work(80)
      clock.cut()
      loop.work(30)
      loopStartMs = loop.nowMs()
      loop.turn({ ...QUIET, waitMs: 0, ioMs: 60 })
      expect(listeners.intervals).toEqual([
        { startMs: 1000, endMs: 1080 },
        { startMs: 1080, endMs: 1170 },
      ])
      expect(listeners.firstMs).toEqual([1080])
    })

    test('of a load that was short tells nothing, and asks no profiler', () => {
      const asked: unknown[] = []
      const readTicks = (...span: unknown[]) => {
        asked.push(span)
        return undefined
      }
      const { loop, listeners, clock } = startClock({ readLoopStartMs: () => undefined, readTicks })
      loop.work(49)
      clock.cut()
      expect([listeners.intervals, asked]).toEqual([[], []])
      loop.work(50)
      clock.cut()
      expect([listeners.intervals, asked]).toEqual([[{ startMs: 1049, endMs: 1099 }], [[1049, 1099]]])
    })
  })

  describe('the end of the loop', () => {
    test('leaves out of the last turn what came after its work', () => {
      const { loop, listeners, clock } = startClock()
      loop.turn(QUIET)
      loop.work(80)
      // Node waits for V8's background tasks.
      loop.work(250)
      const asked: BusyInterval[] = []
      clock.endLoop(interval => {
        asked.push(interval)
        return 1086
      })
      expect(asked).toEqual([{ startMs: 1006, endMs: 1336 }])
      expect(listeners.intervals).toEqual([{ startMs: 1006, endMs: 1086 }])
    })

    test('tells nothing of a last turn that was short without it', () => {
      const { loop, listeners, clock } = startClock()
      loop.turn(QUIET)
      loop.work(300)
      clock.endLoop(({ startMs }) => startMs + 20)
      expect(listeners.intervals).toEqual([])
    })

    test('makes no interval longer than it was', () => {
      const { loop, listeners, clock } = startClock()
      loop.turn(QUIET)
      loop.work(80)
      clock.endLoop(() => Number.POSITIVE_INFINITY)
      expect(listeners.intervals).toEqual([{ startMs: 1006, endMs: 1086 }])
    })

    test('is where what follows begins: work at exit, or another turn', () => {
      const { loop, listeners, clock } = startClock()
      loop.turn(QUIET)
      loop.work(300)
      clock.endLoop(({ startMs }) => startMs)
      loop.work(70)
      clock.cut()
      loop.turn({ ...QUIET, waitMs: 0, ioMs: 60 })
      expect(listeners.intervals).toEqual([
        { startMs: 1306, endMs: 1376 },
        { startMs: 1376, endMs: 1436 },
      ])
    })

    test('is no interval where the loop never turned, and what follows begins there', () => {
      const { loop, listeners, clock } = startClock({ readLoopStartMs: () => undefined })
      loop.work(300)
      clock.endLoop(({ endMs }) => endMs)
      loop.work(70)
      clock.cut()
      expect(listeners).toMatchObject({ firstMs: [], intervals: [{ startMs: 1300, endMs: 1370 }], quietCount: 0 })
    })
  })

  test('begins anew when it is told to: what was before is told of by nobody', () => {
    const { loop, listeners, clock } = startClock()
    loop.turn(QUIET)
    loop.work(80)
    clock.restart()
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 60 })
    expect(listeners.intervals).toEqual([{ startMs: 1086, endMs: 1146 }])
  })

  test('tells nothing after it was stopped, also when it was stopped by a listener', () => {
    const { loop, listeners, clock } = startClock({
      onInterval: interval => {
        listeners.intervals.push(interval)
        clock.stop()
      },
    })
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 60 })
    loop.turn({ ...QUIET, waitMs: 0, ioMs: 60 })
    expect(listeners.intervals).toHaveLength(1)
  })

  function startClock(options: Partial<IterationClockOptions> = {}) {
    const loop = createFakeLoop()
    const listeners = createListeners()
    const clock = createIterationClock({ ...listeners, ...loop, readThresholdMs: () => 50, ...options })
    return { loop, listeners, clock }
  }
})

function createListeners() {
  const firstMs: number[] = []
  const intervals: BusyInterval[] = []
  const listeners = {
    firstMs,
    intervals,
    quietCount: 0,
    lastBeat: { atMs: 0, idleMs: 0, nextMs: 10 },
    readLoopStartMs: () => 0,
    onFirst: (loopStartMs: number) => {
      firstMs.push(loopStartMs)
    },
    onInterval: (interval: BusyInterval) => {
      intervals.push(interval)
    },
    onQuiet: () => {
      listeners.quietCount += 1
      return false
    },
  }
  return listeners
}
