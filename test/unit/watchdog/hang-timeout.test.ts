import { describe, expect, test } from 'vitest'
import type { RawSample } from '../../../src/model/evidence.js'
import type { FinalSnapshot } from '../../../src/protocol/interrupt.js'
import { createSharedMemory, FloatField, IntField, readSlot } from '../../../src/protocol/shared-memory.js'
import { createCpuMeter, createHangTimeout, type EndlessLoop } from '../../../src/watchdog/hang-timeout.js'
import { createFakeClock } from './fake-clock.js'

describe('a thread that is stuck', () => {
  test('is in an endless loop when it was at work for the whole timeout', async () => {
    const thread = start()
    await thread.spend({ cpuMs: 9900 })
    expect(thread.loops).toEqual([])
    await thread.spend({ cpuMs: 200 })
    expect(thread.loops).toMatchObject([{ startMs: 1000, samples: [SAMPLE], originals: [] }])
    const [{ startMs, endMs, threadTime }] = thread.loops as [EndlessLoop]
    expect(endMs - startMs).toBeGreaterThanOrEqual(10_000)
    // At work from the first on, also before it was looked at.
    expect(threadTime).toEqual({ cpuMs: endMs - startMs, waitMs: 0 })
  })

  test.each([
    ['waits for a core', { waitMs: 1e6 }],
    ['sleeps in a call, is stopped, or is held by a debugger', { sleepMs: 1e6 }],
  ])('is not while it %s', async (_, time) => {
    const thread = start()
    await thread.spend({ cpuMs: 5000 })
    await thread.spend(time)
    expect(thread.loops).toEqual([])
    await thread.spend({ cpuMs: 5200 })
    expect(thread.loops).toHaveLength(1)
  })

  test('is not when its loop turns, however often it is stuck for nearly as long', async () => {
    const thread = start()
    for (let count = 0; count < 5; count += 1) {
      await thread.spend({ cpuMs: 9000 })
      thread.turn()
    }
    expect(thread.loops).toEqual([])
  })

  test('is not when its loop turns before it has said where it is', async () => {
    const thread = start({ isSilent: true })
    await thread.spend({ cpuMs: 10_100 })
    thread.turn()
    thread.clock.advance(5000)
    expect(thread.loops).toEqual([])
  })

  test('is told without samples when it does not answer in 2 s', async () => {
    const thread = start({ isSilent: true })
    await thread.spend({ cpuMs: 10_100 })
    expect(thread.loops).toEqual([])
    await thread.spend({ cpuMs: 2100 })
    expect(thread.loops).toMatchObject([{ samples: [] }])
  })

  test('is told again after twice the time when it was not ended', async () => {
    const thread = start()
    for (let count = 0; count < 50; count += 1) await thread.spend({ cpuMs: 1000 })
    const afterS = thread.loops.map(({ startMs, endMs }) => Math.floor((endMs - startMs) / 1000))
    expect(afterS).toEqual([10, 20, 40])
  })

  test('is left alone inside ignoreBlocking, whatever it did before, and has all its time again after that', async () => {
    const thread = start()
    await thread.spend({ cpuMs: 5000 })
    thread.ignore(true)
    await thread.spend({ cpuMs: 30_000 })
    thread.ignore(false)
    await thread.spend({ cpuMs: 9900 })
    expect(thread.loops).toEqual([])
    await thread.spend({ cpuMs: 200 })
    expect(thread.loops).toHaveLength(1)
  })

  test.each([
    ['there is no timeout', { timeoutMs: 0 }],
    ['it has ended', { isAlive: false }],
  ])('is left alone when %s', async (_, options) => {
    const thread = start(options)
    await thread.spend({ cpuMs: 1e5 })
    expect(thread.loops).toEqual([])
  })

  test('has its time from before it was looked at counted when the app is being loaded', async () => {
    const thread = start()
    await thread.spend({ cpuMs: 9000 }, { isLooked: false })
    await thread.spend({ cpuMs: 1100 })
    expect(thread.loops).toHaveLength(1)
  })
})

describe('where only the CPU time of the process is known', () => {
  test('a thread is in an endless loop when it answers', async () => {
    const thread = start({ hasOwnTime: false })
    await thread.spend({ cpuMs: 10_100 })
    expect(thread.loops).toHaveLength(1)
    expect(thread.loops[0]).not.toHaveProperty('threadTime')
  })

  test('a thread that does not answer may wait in a call while others compute', async () => {
    const thread = start({ hasOwnTime: false, isSilent: true })
    await thread.spend({ cpuMs: 10_100 })
    await thread.spend({ cpuMs: 2100 })
    expect(thread.loops).toEqual([])
  })
})

const SAMPLE: RawSample = { source: 'interrupt', atMs: 1, stack: [], asyncId: 1, resourceType: '', job: 0 }

interface StartOptions {
  timeoutMs?: number
  isAlive?: boolean
  /** Whether the thread answers no interrupt. */
  isSilent?: boolean
  hasOwnTime?: boolean
}

/** A thread with a timeout of 10 s, stuck from now on. */
function start({ timeoutMs = 10_000, isAlive = true, isSilent = false, hasOwnTime = true }: StartOptions = {}) {
  const clock = createFakeClock()
  const slot = readSlot(createSharedMemory())
  const loops: EndlessLoop[] = []
  const used = { cpuMs: 300, waitMs: 20 }
  const read = () => (hasOwnTime ? { ...used } : undefined)
  const work = createCpuMeter({ open: () => ({ read, stop: () => {} }), readProcessCpuMs: () => used.cpuMs })
  const words: FinalSnapshot = { samples: [SAMPLE], originals: [] }
  const readFinalSnapshot = () => (isSilent ? new Promise<FinalSnapshot>(() => {}) : Promise.resolve(words))
  const interrupts = {
    ...{ isPending: false, isConnected: true, isAlive: true, copies: [], ask: () => true, disconnect: () => {} },
    ...{ readSamples: async () => [], readFinalSnapshot },
  }
  slot.floats[FloatField.hangTimeoutMs] = timeoutMs
  let sinceMs = clock.nowMs()
  const timeout = createHangTimeout({
    ...{ ...clock, slot, interrupts, work },
    isAlive: () => isAlive,
    onTimeout: loop => loops.push(loop),
  })
  const ignore = (isInside: boolean) => Atomics.store(slot.ints, IntField.isIgnoring, Number(isInside))
  const turn = () => {
    Atomics.add(slot.ints, IntField.beats, 1)
    sinceMs = clock.nowMs()
    timeout.end()
  }
  /** Lets the stuck thread go on, and looks at it every 5 ms. */
  const spend = async (time: { cpuMs?: number; waitMs?: number; sleepMs?: number }, { isLooked = true } = {}) => {
    const { cpuMs = 0, waitMs = 0, sleepMs = 0 } = time
    const wholeMs = cpuMs + waitMs + sleepMs
    const steps = Math.min(2000, wholeMs / 5)
    for (let step = 0; step < steps; step += 1) {
      clock.advance(wholeMs / steps)
      used.cpuMs += cpuMs / steps
      used.waitMs += waitMs / steps
      if (isLooked) timeout.look(clock.nowMs(), sinceMs)
      for (let turns = 0; turns < 3; turns += 1) await Promise.resolve()
    }
  }
  return { ignore, clock, loops, turn, spend }
}
