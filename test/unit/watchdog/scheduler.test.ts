import { describe, expect, test } from 'vitest'
import type { AtomicsSleep } from '../../../src/watchdog/scheduler.js'
import { createScheduler, type SchedulerOptions } from '../../../src/watchdog/scheduler.js'
import { createFakeClock } from './fake-clock.js'
import { startScheduler } from './start-scheduler.js'

describe('its own oversleeping', () => {
  test('is told when the process stood still', () => {
    const watched = startScheduler()
    watched.clock.freeze(500, true)
    watched.clock.advance(1)
    expect(watched.turns.at(-1)?.overdueMs).toBeCloseTo(470, 6)
  })

  test('is told when it is asked for before the next look, and not again then', () => {
    const watched = startScheduler()
    watched.clock.freeze(500, true)
    watched.scheduler.tellSleep()
    const toldMs = watched.turns.at(-1)?.overdueMs ?? 0
    watched.clock.advance(1)
    expect(toldMs).toBeGreaterThanOrEqual(470)
    expect(watched.turns.at(-1)?.overdueMs).toBeLessThan(5)
  })

  test('is not told when the watchdog was at work itself', () => {
    const watched = startScheduler()
    watched.clock.freeze(500, false)
    watched.clock.advance(1)
    expect(watched.turns.at(-1)?.overdueMs).toBe(0)
  })
})

describe('while all is calm', () => {
  test('its own loop turns once a second', () => {
    const { clock, lookedAtMs, loopSleeps } = startCalm()
    clock.advance(5000)
    expect(lookedAtMs).toHaveLength(1 + 5000 / 25)
    expect(loopSleeps).toEqual([1000, 2000, 3000, 4000, 5000, 6000].map(atMs => ({ atMs, delayMs: 25 })))
  })

  test('its loop turns at once when it is called, and it looks at all that is watched', () => {
    const { clock, lookedAtMs, loopSleeps } = startCalm({ callAtMs: 1060 })
    clock.advance(100)
    expect(loopSleeps[1]).toEqual({ atMs: 1060, delayMs: 0 })
    expect(lookedAtMs.slice(0, 5)).toEqual([1000, 1025, 1050, 1060, 1085])
  })

  test('a call while it is awake is not lost', () => {
    const { clock, loopSleeps } = startCalm({ callInLook: 3 })
    clock.advance(100)
    expect(loopSleeps[1]).toEqual({ atMs: 1050, delayMs: 0 })
  })

  test('and is not any more, it sleeps in its loop', () => {
    const { clock, loopSleeps } = startCalm({ isCalm: () => false })
    clock.advance(100)
    expect(loopSleeps.map(({ atMs }) => atMs)).toEqual([1000, 1025, 1050, 1075, 1100])
  })

  test('its oversleeping is told, also when it was called', () => {
    const { clock, turns } = startCalm({ stopAtMs: 1050, callAtMs: 1510 })
    clock.advance(100)
    expect(turns.slice(2, 5)).toEqual([
      { atMs: 1050, askedMs: 25, overdueMs: 0 },
      { atMs: 1500, askedMs: 25, overdueMs: 425 },
      { atMs: 1510, askedMs: 10, overdueMs: 0 },
    ])
  })

  test('stops looking when it is stopped meanwhile', () => {
    const { clock, lookedAtMs } = startCalm({ stopInLook: 9 })
    clock.advance(5000)
    expect(lookedAtMs).toHaveLength(9)
  })
})

interface CalmOptions extends Partial<Pick<SchedulerOptions, 'isCalm'>> {
  /** Somebody calls while it sleeps. */
  callAtMs?: number
  /** Somebody calls while it looks for the so many-th time. */
  callInLook?: number
  /** It is stopped while it looks for the so many-th time. */
  stopInLook?: number
  /** The process is stopped in the sleep that begins then, until 1500. */
  stopAtMs?: number
}

/** A scheduler that wants to look every 25 ms. */
function startCalm({ isCalm = () => true, callAtMs = 0, callInLook, stopInLook, stopAtMs }: CalmOptions = {}) {
  const clock = createFakeClock()
  const lookedAtMs: number[] = []
  const loopSleeps: { atMs: number; delayMs: number }[] = []
  const turns: Parameters<SchedulerOptions['onTurn']>[0][] = []
  let callCount = 7
  const atomicsSleep: AtomicsSleep = {
    readCallCount: () => callCount,
    sleep: (knownCount, limitMs) => {
      if (knownCount !== callCount) return
      const isCalled = callAtMs > clock.nowMs() && callAtMs < clock.nowMs() + limitMs
      if (isCalled) callCount += 1
      const untilMs = isCalled ? callAtMs : clock.nowMs() === stopAtMs ? 1500 : clock.nowMs() + limitMs
      clock.freeze(untilMs - clock.nowMs(), false)
    },
  }
  const noteSleep = (delayMs: number) => loopSleeps.push({ atMs: clock.nowMs(), delayMs })
  const timers: SchedulerOptions['timers'] = {
    ...clock.timers,
    setTimeout: ((run: () => void, delayMs: number) => {
      noteSleep(delayMs)
      return clock.timers.setTimeout(run, delayMs)
    }) as typeof setTimeout,
    setImmediate: ((run: () => void) => {
      noteSleep(0)
      return clock.timers.setImmediate(run)
    }) as typeof setImmediate,
  }
  const look = (atMs: number) => {
    lookedAtMs.push(atMs)
    if (lookedAtMs.length === callInLook) callCount += 1
    if (lookedAtMs.length === stopInLook) scheduler.stop()
    return atMs + 25
  }
  const scheduler = createScheduler({ ...clock, timers, look, isCalm, atomicsSleep, onTurn: turn => turns.push(turn) })
  scheduler.start()
  return { clock, lookedAtMs, loopSleeps, turns }
}
