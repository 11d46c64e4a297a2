import { describe, expect, test } from 'vitest'
import { IntField } from '../../../src/protocol/shared-memory.js'
import { SAMPLE, startScheduler } from './start-scheduler.js'

describe('while the loop turns', () => {
  test('nothing is asked of it', () => {
    const watched = startScheduler()
    for (let turn = 0; turn < 100; turn += 1) watched.turnLoop(10)
    expect(watched.askedAtMs).toEqual([])
  })

  test('looks less than half as often as the heartbeat beats', () => {
    const watched = startScheduler()
    for (let turn = 0; turn < 100; turn += 1) watched.turnLoop(10)
    expect(watched.turns.length).toBeGreaterThan(30)
    expect(watched.turns.length).toBeLessThanOrEqual(50)
  })

  test('looks 20 times a second when nobody watches', () => {
    const watched = startScheduler({ thresholdMs: 0 })
    watched.clock.advance(1000)
    expect(watched.turns).toHaveLength(1 + 20)
    expect(watched.askedAtMs).toEqual([])
  })

  test('notices within 50 ms that somebody watches again', () => {
    const watched = startScheduler({ thresholdMs: 0 })
    watched.clock.advance(990)
    watched.setThreshold(50)
    watched.turnLoop(0)
    watched.clock.advance(60)
    expect(watched.askedAtMs[0]).toBeLessThanOrEqual(1990 + 50)
  })
})

describe('while the loop is late', () => {
  test('asks first after 0.4 of the threshold when a heartbeat was due before, then every 10 ms', () => {
    const watched = startScheduler()
    watched.turnLoop(10)
    watched.turnLoop(8)
    // Beats at 1018, and is looked at at 1030: the next beat is late by then.
    watched.turnLoop(80)
    expect(watched.askedAtMs).toEqual([1038, 1048, 1058, 1068, 1078, 1088, 1098])
  })

  test('asks first after 0.6 of the threshold when the loop got stuck right after a heartbeat that it looked at', () => {
    const watched = startScheduler()
    watched.clock.advance(60)
    expect(watched.askedAtMs).toEqual([1030, 1040, 1050, 1060])
  })

  test('asks first after 3 ms when the threshold is 5', () => {
    const watched = startScheduler({ thresholdMs: 5 })
    watched.clock.advance(4)
    expect(watched.askedAtMs).toEqual([1003])
  })

  test('asks at most 64 times, ever more rarely, over the first minute of a block', () => {
    const watched = startScheduler({ hangAfterMs: 1e9 })
    watched.clock.advance(120_000)
    expect(watched.askedAtMs).toHaveLength(64)
    expect(watched.askedAtMs.at(-1)).toBeGreaterThan(1000 + 30_000)
    const intervals = watched.askedAtMs.slice(1).map((atMs, index) => atMs - (watched.askedAtMs[index] ?? 0))
    expect(intervals.slice(0, 23).every(interval => interval === 10)).toBe(true)
    expect(intervals.slice(30).every((interval, index) => interval >= (intervals[29 + index] ?? 0))).toBe(true)
  })

  test('asks no second time before the first was answered', () => {
    const watched = startScheduler()
    watched.interrupts.answers = false
    watched.clock.advance(80)
    expect(watched.askedAtMs).toEqual([1030])
  })

  test('asks as often in the next block, however long the last one was', () => {
    const watched = startScheduler({ hangAfterMs: 1e9 })
    watched.clock.advance(120_000)
    watched.turnLoop(10)
    watched.turnLoop(60)
    expect(watched.askedAtMs.slice(64)).toEqual([121_030, 121_040, 121_050, 121_060, 121_070])
  })

  test('lets go of the thread and lowers the flag when the loop turns again', () => {
    const watched = startScheduler()
    watched.clock.advance(60)
    expect(watched.interrupts.isConnected).toBe(true)
    watched.turnLoop(10)
    expect(watched.interrupts.isConnected).toBe(false)
    expect(watched.slot.ints[IntField.late]).toBe(0)
  })

  test('does not let go while an interrupt waits to be served', () => {
    const watched = startScheduler()
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
    const watched = startScheduler({ interrupts: undefined })
    watched.clock.advance(400)
    expect(watched.slot.ints[IntField.late]).toBe(0)
  })

  test('stops looking when it is stopped', () => {
    const watched = startScheduler()
    watched.scheduler.stop()
    watched.clock.advance(1000)
    expect(watched.turns).toHaveLength(1)
  })
})

describe('while the app is being loaded', () => {
  test('asks nothing, however long it takes', () => {
    const watched = startScheduler({ beats: 0, hangAfterMs: 5000 })
    watched.clock.advance(4900)
    expect(watched.askedAtMs).toEqual([])
  })

  test('tells of a hang, with samples', async () => {
    const watched = startScheduler({ beats: 0, hangAfterMs: 5000 })
    watched.clock.advance(5100)
    await Promise.resolve()
    expect(watched.hangs).toMatchObject([{ startMs: 1000, samples: [SAMPLE] }])
  })
})

describe('while the loop hangs', () => {
  test('tells of it after the time asked for and at its doublings', async () => {
    const watched = startScheduler({ hangAfterMs: 1000 })
    for (let step = 0; step < 100; step += 1) {
      watched.clock.advance(100)
      await Promise.resolve()
    }
    const afterMs = watched.hangs.map(({ startMs, endMs }) => endMs - startMs)
    expect(afterMs.map(ms => Math.floor(ms / 100) * 100)).toEqual([1000, 2000, 4000, 8000])
    expect(watched.hangs.every(({ startMs, samples }) => startMs === 1000 && samples[0] === SAMPLE)).toBe(true)
  })

  test('tells of it without samples when the thread does not hand them over in 200 ms', async () => {
    const watched = startScheduler({ hangAfterMs: 1000 })
    watched.interrupts.handsOver = false
    watched.clock.advance(1150)
    await Promise.resolve()
    expect(watched.hangs).toEqual([])
    watched.clock.advance(200)
    expect(watched.hangs).toMatchObject([{ startMs: 1000, samples: [] }])
  })

  test('begins anew with the next hang', async () => {
    const watched = startScheduler({ hangAfterMs: 1000 })
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
    const watched = startScheduler()
    watched.clock.advance(90)
    watched.copies.push({ ...SAMPLE, atMs: 990 }, { ...SAMPLE, atMs: 1030 }, { ...SAMPLE, atMs: 1080 })
    watched.stallDetector.end()
    const samples = watched.copies.slice(1)
    expect(watched.losses).toEqual([{ startMs: 1000, endMs: 1080, samples }])
  })

  test('leaves none when they do not show a block, since nobody knows when it ended', () => {
    const watched = startScheduler()
    watched.clock.advance(500)
    watched.copies.push({ ...SAMPLE, atMs: 1040 })
    watched.stallDetector.end()
    expect(watched.losses).toEqual([])
  })

  test('does not look like one that hangs', async () => {
    const watched = startScheduler({ hangAfterMs: 1000, isAlive: () => false })
    watched.clock.advance(10_000)
    await Promise.resolve()
    expect(watched.hangs).toEqual([])
  })
})

describe('where there are no interrupts', () => {
  test('a thread that is late is looked at no more often than one that nobody watches', () => {
    const watched = startScheduler({ interrupts: undefined })
    watched.clock.advance(1030)
    const before = watched.turns.length
    watched.clock.advance(1000)
    expect(watched.turns.length - before).toBeLessThanOrEqual(20)
  })
})

describe('a thread is calm', () => {
  test('while its loop turns, and not while it is late', () => {
    const watched = startScheduler()
    watched.turnLoop(10)
    const before = watched.stallDetector.isCalm
    watched.turnLoop(60)
    const late = watched.stallDetector.isCalm
    watched.turnLoop(10)
    watched.turnLoop(10)
    expect([before, late, watched.stallDetector.isCalm]).toEqual([true, false, true])
  })

  test('not before the samples of its hang are there, or given up', () => {
    const watched = startScheduler({ hangAfterMs: 1000 })
    watched.interrupts.handsOver = false
    watched.clock.advance(1050)
    watched.turnLoop(10)
    watched.turnLoop(30)
    const asked = watched.stallDetector.isCalm
    for (let turn = 0; turn < 20; turn += 1) watched.turnLoop(10)
    expect([asked, watched.hangs.length, watched.stallDetector.isCalm]).toEqual([false, 1, true])
  })
})
