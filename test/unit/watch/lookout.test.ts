import { describe, expect, test } from 'vitest'
import type { RawSample } from '../../../src/model/sample.js'
import { createSharedMemory, FloatField, IntField, readSlot } from '../../../src/model/shared-memory.js'
import type { Doze } from '../../../src/watch/doze.js'
import { createLateness, type Hang, type LatenessOptions } from '../../../src/watch/lateness.js'
import { createLookout, type LookoutOptions } from '../../../src/watch/lookout.js'
import { createFakeClock } from './fake-clock.js'

describe('while the loop turns', () => {
  test('nothing is asked of it', () => {
    const watched = startLookout()
    for (let turn = 0; turn < 100; turn += 1) watched.turnLoop(10)
    expect(watched.askedAtMs).toEqual([])
  })

  test('looks less than half as often as the heartbeat beats', () => {
    const watched = startLookout()
    for (let turn = 0; turn < 100; turn += 1) watched.turnLoop(10)
    expect(watched.turns.length).toBeGreaterThan(30)
    expect(watched.turns.length).toBeLessThanOrEqual(50)
  })

  test('looks 20 times a second when nobody watches', () => {
    const watched = startLookout({ thresholdMs: 0 })
    watched.clock.advance(1000)
    expect(watched.turns).toHaveLength(1 + 20)
    expect(watched.askedAtMs).toEqual([])
  })

  test('notices within 50 ms that somebody watches again', () => {
    const watched = startLookout({ thresholdMs: 0 })
    watched.clock.advance(990)
    watched.setThreshold(50)
    watched.turnLoop(0)
    watched.clock.advance(60)
    expect(watched.askedAtMs[0]).toBeLessThanOrEqual(1990 + 50)
  })
})

describe('while the loop is late', () => {
  test('asks first after 0.4 of the threshold when a heartbeat was due before, then every 10 ms', () => {
    const watched = startLookout()
    watched.turnLoop(10)
    watched.turnLoop(8)
    // Beats at 1018, and is looked at at 1030: the next beat is late by then.
    watched.turnLoop(80)
    expect(watched.askedAtMs).toEqual([1038, 1048, 1058, 1068, 1078, 1088, 1098])
  })

  test('asks first after 0.6 of the threshold when the loop got stuck right after a heartbeat that it looked at', () => {
    const watched = startLookout()
    watched.clock.advance(60)
    expect(watched.askedAtMs).toEqual([1030, 1040, 1050, 1060])
  })

  test('asks first after 3 ms when the threshold is 5', () => {
    const watched = startLookout({ thresholdMs: 5 })
    watched.clock.advance(4)
    expect(watched.askedAtMs).toEqual([1003])
  })

  test('asks at most 64 times, ever more rarely, over the first minute of a block', () => {
    const watched = startLookout({ hangAfterMs: 1e9 })
    watched.clock.advance(120_000)
    expect(watched.askedAtMs).toHaveLength(64)
    expect(watched.askedAtMs.at(-1)).toBeGreaterThan(1000 + 30_000)
    const intervals = watched.askedAtMs.slice(1).map((atMs, index) => atMs - (watched.askedAtMs[index] ?? 0))
    expect(intervals.slice(0, 23).every(interval => interval === 10)).toBe(true)
    expect(intervals.slice(30).every((interval, index) => interval >= (intervals[29 + index] ?? 0))).toBe(true)
  })

  test('asks no second time before the first was answered', () => {
    const watched = startLookout()
    watched.interrupts.answers = false
    watched.clock.advance(80)
    expect(watched.askedAtMs).toEqual([1030])
  })

  test('asks as often in the next block, however long the last one was', () => {
    const watched = startLookout({ hangAfterMs: 1e9 })
    watched.clock.advance(120_000)
    watched.turnLoop(10)
    watched.turnLoop(60)
    expect(watched.askedAtMs.slice(64)).toEqual([121_030, 121_040, 121_050, 121_060, 121_070])
  })

  test('lets go of the thread and lowers the flag when the loop turns again', () => {
    const watched = startLookout()
    watched.clock.advance(60)
    expect(watched.interrupts.isConnected).toBe(true)
    watched.turnLoop(10)
    expect(watched.interrupts.isConnected).toBe(false)
    expect(watched.slot.ints[IntField.late]).toBe(0)
  })

  test('does not let go while an interrupt waits to be served', () => {
    const watched = startLookout()
    watched.interrupts.answers = false
    watched.clock.advance(60)
    watched.turnLoop(10)
    expect(watched.interrupts.isConnected).toBe(true)
    watched.interrupts.isPending = false
    watched.turnLoop(10)
    watched.turnLoop(10)
    expect(watched.interrupts.isConnected).toBe(false)
  })

  test('raises no flag where there are no interrupts, since a safepoint alone would blame whatever native returns next', () => {
    const watched = startLookout({ interrupts: undefined })
    watched.clock.advance(400)
    expect(watched.slot.ints[IntField.late]).toBe(0)
  })

  test('stops looking when it is stopped', () => {
    const watched = startLookout()
    watched.lookout.stop()
    watched.clock.advance(1000)
    expect(watched.turns).toHaveLength(1)
  })
})

describe('while the app is being loaded', () => {
  test('asks nothing, however long it takes', () => {
    const watched = startLookout({ beats: 0, hangAfterMs: 5000 })
    watched.clock.advance(4900)
    expect(watched.askedAtMs).toEqual([])
  })

  test('tells of a hang, with samples', async () => {
    const watched = startLookout({ beats: 0, hangAfterMs: 5000 })
    watched.clock.advance(5100)
    await Promise.resolve()
    expect(watched.hangs).toMatchObject([{ startMs: 1000, samples: [SAMPLE] }])
  })
})

describe('while the loop hangs', () => {
  test('tells of it after the time asked for and at its doublings', async () => {
    const watched = startLookout({ hangAfterMs: 1000 })
    for (let step = 0; step < 100; step += 1) {
      watched.clock.advance(100)
      await Promise.resolve()
    }
    const afterMs = watched.hangs.map(({ startMs, endMs }) => endMs - startMs)
    expect(afterMs.map(ms => Math.floor(ms / 100) * 100)).toEqual([1000, 2000, 4000, 8000])
    expect(watched.hangs.every(({ startMs, samples }) => startMs === 1000 && samples[0] === SAMPLE)).toBe(true)
  })

  test('tells of it without samples when the thread does not hand them over in 200 ms', async () => {
    const watched = startLookout({ hangAfterMs: 1000 })
    watched.interrupts.handsOver = false
    watched.clock.advance(1150)
    await Promise.resolve()
    expect(watched.hangs).toEqual([])
    watched.clock.advance(200)
    expect(watched.hangs).toMatchObject([{ startMs: 1000, samples: [] }])
  })

  test('begins anew with the next hang', async () => {
    const watched = startLookout({ hangAfterMs: 1000 })
    watched.clock.advance(1300)
    await Promise.resolve()
    watched.turnLoop(10)
    watched.clock.advance(1300)
    await Promise.resolve()
    expect(watched.hangs.map(({ startMs }) => startMs)).toEqual([1000, 2300])
  })
})

describe('a thread that ends in mid-block', () => {
  test('leaves a block as long as the samples that came back show', () => {
    const watched = startLookout()
    watched.clock.advance(90)
    watched.copies.push({ ...SAMPLE, atMs: 990 }, { ...SAMPLE, atMs: 1030 }, { ...SAMPLE, atMs: 1080 })
    watched.lateness.end()
    const samples = watched.copies.slice(1)
    expect(watched.losses).toEqual([{ startMs: 1000, endMs: 1080, samples }])
  })

  test('leaves none when they do not show a block, since nobody knows when it ended', () => {
    const watched = startLookout()
    watched.clock.advance(500)
    watched.copies.push({ ...SAMPLE, atMs: 1040 })
    watched.lateness.end()
    expect(watched.losses).toEqual([])
  })

  test('does not look like one that hangs', async () => {
    const watched = startLookout({ hangAfterMs: 1000, isAlive: () => false })
    watched.clock.advance(10_000)
    await Promise.resolve()
    expect(watched.hangs).toEqual([])
  })
})

describe('where there are no interrupts', () => {
  test('a thread that is late is looked at no more often than one that nobody watches', () => {
    const watched = startLookout({ interrupts: undefined })
    watched.clock.advance(1030)
    const before = watched.turns.length
    watched.clock.advance(1000)
    expect(watched.turns.length - before).toBeLessThanOrEqual(20)
  })
})

describe('its own oversleeping', () => {
  test('is told when the process stood still', () => {
    const watched = startLookout()
    watched.clock.freeze(500, true)
    watched.clock.advance(1)
    expect(watched.turns.at(-1)?.overdueMs).toBeCloseTo(470, 6)
  })

  test('is told when it is asked for before the next look, and not again then', () => {
    const watched = startLookout()
    watched.clock.freeze(500, true)
    watched.lookout.tellSleep()
    const toldMs = watched.turns.at(-1)?.overdueMs ?? 0
    watched.clock.advance(1)
    expect(toldMs).toBeGreaterThanOrEqual(470)
    expect(watched.turns.at(-1)?.overdueMs).toBeLessThan(5)
  })

  test('is not told when the watchdog was at work itself', () => {
    const watched = startLookout()
    watched.clock.freeze(500, false)
    watched.clock.advance(1)
    expect(watched.turns.at(-1)?.overdueMs).toBe(0)
  })
})

describe('a thread is calm', () => {
  test('while its loop turns, and not while it is late', () => {
    const watched = startLookout()
    watched.turnLoop(10)
    const before = watched.lateness.isCalm
    watched.turnLoop(60)
    const late = watched.lateness.isCalm
    watched.turnLoop(10)
    watched.turnLoop(10)
    expect([before, late, watched.lateness.isCalm]).toEqual([true, false, true])
  })

  test('not before the samples of its hang are there, or given up', () => {
    const watched = startLookout({ hangAfterMs: 1000 })
    watched.interrupts.handsOver = false
    watched.clock.advance(1050)
    watched.turnLoop(10)
    watched.turnLoop(30)
    const asked = watched.lateness.isCalm
    for (let turn = 0; turn < 20; turn += 1) watched.turnLoop(10)
    expect([asked, watched.hangs.length, watched.lateness.isCalm]).toEqual([false, 1, true])
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

const SLEEPLESS: Doze = { readCallCount: () => 0, sleep: () => {} }
const SAMPLE: RawSample = { source: 'interrupt', atMs: 1, stack: [], asyncId: 1, resourceType: '', job: 0 }

interface StartOptions extends Partial<Pick<LatenessOptions, 'interrupts' | 'isAlive'>> {
  thresholdMs?: number
  hangAfterMs?: number
  beats?: number
}

function startLookout({ thresholdMs = 50, hangAfterMs = 5000, beats = 1, ...options }: StartOptions = {}) {
  const clock = createFakeClock()
  const slot = readSlot(createSharedMemory())
  const turns: Parameters<LookoutOptions['onTurn']>[0][] = []
  const hangs: Hang[] = []
  const losses: Hang[] = []
  const copies: RawSample[] = []
  const askedAtMs: number[] = []
  const interrupts = {
    answers: true,
    handsOver: true,
    isPending: false,
    isConnected: false,
    isAlive: true,
    copies,
    ask: () => {
      askedAtMs.push(clock.nowMs())
      interrupts.isConnected = true
      interrupts.isPending = !interrupts.answers
      slot.ints[IntField.late] = 1
      return true
    },
    readSamples: () => (interrupts.handsOver ? Promise.resolve([SAMPLE]) : new Promise<RawSample[]>(() => {})),
    readLastWords: async () => ({ samples: await interrupts.readSamples() }),
    disconnect: () => {
      interrupts.isConnected = false
    },
  }
  const setThreshold = (valueMs: number) => {
    slot.floats[FloatField.thresholdMs] = valueMs
  }
  const beat = () => {
    slot.floats[FloatField.beatAtMs] = clock.nowMs()
    Atomics.add(slot.ints, IntField.beats, 1)
  }
  setThreshold(thresholdMs)
  if (beats > 0) beat()
  slot.floats[FloatField.hangAfterMs] = hangAfterMs
  const lateness = createLateness({
    ...clock,
    slot,
    interrupts,
    isAlive: () => true,
    work: { begin: () => {}, measure: () => undefined, stop: () => {} },
    onTimeout: () => {},
    onHang: hang => hangs.push(hang),
    onLoss: loss => losses.push(loss),
    ...options,
  })
  const lookout = createLookout({
    ...clock,
    look: lateness.look,
    isCalm: () => false,
    doze: SLEEPLESS,
    onTurn: turn => turns.push(turn),
  })
  lookout.start()
  /** The loop turns now, and what comes takes `durationMs`. */
  const turnLoop = (durationMs: number) => {
    beat()
    clock.advance(durationMs)
  }
  return { clock, slot, turns, hangs, losses, copies, askedAtMs, interrupts, lateness, lookout, setThreshold, turnLoop }
}

interface CalmOptions extends Partial<Pick<LookoutOptions, 'isCalm'>> {
  /** Somebody calls while it sleeps. */
  callAtMs?: number
  /** Somebody calls while it looks for the so many-th time. */
  callInLook?: number
  /** It is stopped while it looks for the so many-th time. */
  stopInLook?: number
  /** The process is stopped in the sleep that begins then, until 1500. */
  stopAtMs?: number
}

/** A lookout that wants to look every 25 ms. */
function startCalm({ isCalm = () => true, callAtMs = 0, callInLook, stopInLook, stopAtMs }: CalmOptions = {}) {
  const clock = createFakeClock()
  const lookedAtMs: number[] = []
  const loopSleeps: { atMs: number; delayMs: number }[] = []
  const turns: Parameters<LookoutOptions['onTurn']>[0][] = []
  let callCount = 7
  const doze: Doze = {
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
  const timers: LookoutOptions['timers'] = {
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
    if (lookedAtMs.length === stopInLook) lookout.stop()
    return atMs + 25
  }
  const lookout = createLookout({ ...clock, timers, look, isCalm, doze, onTurn: turn => turns.push(turn) })
  lookout.start()
  return { clock, lookedAtMs, loopSleeps, turns }
}
