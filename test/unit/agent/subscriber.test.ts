import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { BusyInterval } from '../../../src/agent/clock/iteration-clock.js'
import { createSubscriber, type SubscriberOptions, type SubscriberRegistry } from '../../../src/agent/subscriber.js'
import type { Block } from '../../../src/model/block.js'
import type { Capabilities, Summary } from '../../../src/model/report.js'
import { nowMs } from '../../../src/system/clock.js'
import { QUIET_SUBSCRIBER } from './quiet-subscriber.js'

const warnings: string[] = []
const keep = (warning: Error) => {
  if (warning.name === 'LoophoundWarning') warnings.push(warning.message)
}
process.on('warning', keep)

afterEach(() => {
  warnings.length = 0
})

describe('a block', () => {
  test('is told and counted from the threshold of the subscriber on', () => {
    const { subscriber, told } = start({ thresholdMs: 80 })
    subscriber.onBlock(createBlock({ durationMs: 79.9 }), soon)
    subscriber.onBlock(createBlock({ durationMs: 80 }), soon)
    subscriber.onBlock(createBlock({ durationMs: 300 }), soon)
    expect(told.map(({ durationMs }) => durationMs)).toEqual([80, 300])
    expect(subscriber.summarize().blocks).toEqual({ count: 2, ignoredCount: 0, worstMs: 300, totalMs: 380 })
  })

  test('that was over before the subscriber began is not its own', () => {
    const endMs = nowMs()
    const { subscriber, told } = start()
    subscriber.onBlock(createBlock(), { startMs: endMs - 100, endMs })
    expect(told).toEqual([])
    subscriber.onBlock(createBlock(), { startMs: endMs - 100, endMs: nowMs() + 1 })
    expect(told).toHaveLength(1)
  })

  test('that a rule of the subscriber ignores is told, marked, and does not count', () => {
    const { subscriber, told } = start({ ignore: [{ function: 'loadConfig', reason: 'once' }] })
    subscriber.onBlock(createBlock(), soon)
    expect(told).toMatchObject([{ ignored: { reason: 'once' } }])
    expect(subscriber.summarize().blocks).toEqual({ count: 0, ignoredCount: 1, worstMs: 0, totalMs: 0 })
  })

  test.each(['starved', 'suspended', 'debugger'] as const)(
    'that is the fault of the machine (%s) does not count',
    cause => {
      const { subscriber, told } = start()
      subscriber.onBlock(createBlock({ cause }), soon)
      expect(told).toHaveLength(1)
      expect(subscriber.summarize().blocks.count).toBe(0)
    },
  )
})

describe('a block in which nobody waited', () => {
  const unjudged: Partial<Block>[] = [
    { phase: 'startup' },
    { phase: 'ending' },
    { process: { pid: 1, threadId: 0, role: 'pool' } },
    { process: { pid: 1, threadId: 0, role: 'hooks' } },
  ]

  test.each(unjudged)('is told with why it is not judged, and does not count: %o', fields => {
    const { subscriber, told } = start()
    subscriber.onBlock(createBlock(fields), soon)
    expect(told).toMatchObject([{ unjudged: expect.any(String) }])
    expect(subscriber.summarize().blocks).toMatchObject({ count: 0, ignoredCount: 1 })
  })

  test.each(unjudged)('counts for whoever asserts something of its own time: %o', fields => {
    const { subscriber, told } = start({ isAsserting: true })
    subscriber.onBlock(createBlock(fields), soon)
    expect(told[0]).not.toHaveProperty('unjudged')
    expect(subscriber.summarize().blocks).toMatchObject({ count: 1, ignoredCount: 0 })
  })
})

describe('a listener', () => {
  test('that throws is told of as a warning, and hears of the next block', async () => {
    let callCount = 0
    const { subscriber } = start({
      onBlock: () => {
        callCount += 1
        throw new Error('no logger')
      },
    })
    subscriber.onBlock(createBlock(), soon)
    subscriber.onBlock(createBlock(), soon)
    await pause(1)
    expect(callCount).toBe(2)
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toMatch(/^onBlock threw: Error: no logger\n/)
  })

  test('that rejects is told of as a warning', async () => {
    const { subscriber } = start({ onBlock: async () => Promise.reject('no logger') })
    subscriber.onBlock(createBlock(), soon)
    await pause(1)
    expect(warnings).toEqual(['onBlock threw: no logger'])
  })
})

test('the summary tells how long start-up took and has what the registry says', () => {
  const { subscriber, life } = start({ thresholdMs: 80 })
  const before = Date.now()
  Object.assign(life, { isLoading: false, readyAtMs: nowMs(), bornAtMs: nowMs() - 150 })
  const summary = subscriber.summarize()
  expect(summary).toEqual({
    startedAt: expect.any(String),
    durationMs: expect.any(Number),
    thresholdMs: 80,
    startupMs: expect.closeTo(150, -1),
    blocks: { count: 0, ignoredCount: 0, worstMs: 0, totalMs: 0 },
    delay: expect.objectContaining({ p99Ms: expect.any(Number), hdr: expect.any(String) }),
    overhead,
    capabilities,
  })
  expect(Math.abs(Date.parse(summary.startedAt) - before)).toBeLessThan(1000)
})

describe('start-up', () => {
  test('lasts until now while the thread has not become ready', () => {
    const { subscriber, life } = start()
    Object.assign(life, { isLoading: true, bornAtMs: nowMs() - 4000 })
    expect(Math.abs(subscriber.summarize().startupMs - 4000)).toBeLessThan(500)
  })

  test('is nothing to a watch that began after it', () => {
    const readyAtMs = nowMs() - 1000
    const { subscriber, life } = start()
    Object.assign(life, { readyAtMs, bornAtMs: readyAtMs - 300 })
    expect(subscriber.summarize().startupMs).toBe(0)
  })

  test('is no delay of the loop while it runs: it has one of its own', () => {
    const { subscriber, life } = start({}, { isLoading: true })
    subscriber.onInterval(lastMs(200))
    subscriber.onMoment('evaluated', nowMs())
    life.isLoading = false
    subscriber.onInterval(lastMs(70))
    const { delay, phaseDelays } = subscriber.summarize()
    expect(phaseDelays?.startup?.maxMs).toBeGreaterThanOrEqual(200)
    expect(delay?.maxMs).toBeGreaterThanOrEqual(70)
    expect(delay?.maxMs).toBeLessThan(200)
  })

  test('is what a watch under `loophound run` begins in, whatever is known by then', () => {
    const { subscriber } = start({ life: {} })
    subscriber.onInterval(lastMs(200))
    subscriber.onMoment('evaluated', nowMs())
    expect(subscriber.summarize()).toMatchObject({ phaseDelays: { startup: { maxMs: expect.closeTo(200, -1) } } })
  })
})

describe('an interval', () => {
  test('is in the delay, also when the timer never saw it', () => {
    const { subscriber } = start()
    subscriber.onInterval(lastMs(180))
    expect(subscriber.summarize().delay?.maxMs).toBeGreaterThanOrEqual(180)
  })

  test('counts from where the own time begins, and not after its end', () => {
    const { subscriber } = start()
    const { startMs } = { startMs: nowMs() - 500 }
    subscriber.beginOwnTime()
    subscriber.onInterval({ startMs, endMs: nowMs() + 60 })
    subscriber.endOwnTime()
    subscriber.onInterval({ startMs: nowMs() + 1, endMs: nowMs() + 900 })
    const { delay } = subscriber.summarize()
    expect(delay?.maxMs).toBeGreaterThanOrEqual(60)
    expect(delay?.maxMs).toBeLessThan(400)
  })
})

describe('own time', () => {
  test('has none of the blocks before it and after it, and cuts the turn at both ends', () => {
    const { subscriber, told, calls } = start()
    const beforeMs = nowMs()
    subscriber.beginOwnTime()
    subscriber.onBlock(createBlock(), { startMs: beforeMs - 100, endMs: beforeMs })
    const middleMs = nowMs()
    subscriber.onBlock(createBlock({ id: 'own' }), { startMs: middleMs, endMs: middleMs + 100 })
    subscriber.endOwnTime()
    subscriber.onBlock(createBlock(), { startMs: nowMs() + 1, endMs: nowMs() + 100 })
    expect(told.map(({ id }) => id)).toEqual(['own'])
    expect(calls).toEqual(['cut', 'cut'])
  })
})

test('a moment is handed on', () => {
  const moments: unknown[] = []
  const { subscriber } = start({ onMoment: (...moment) => moments.push(moment) })
  subscriber.onMoment('listening', 1200)
  expect(moments).toEqual([['listening', 1200]])
})

test('the end is told with the summary and the exit code', () => {
  const ends: [Summary, number | null][] = []
  const { subscriber } = start({ onExit: (summary, exitCode) => ends.push([summary, exitCode]) })
  subscriber.onBlock(createBlock({ durationMs: 90 }), soon)
  subscriber.onExit(3)
  expect(ends).toMatchObject([[{ blocks: { count: 1, worstMs: 90 } }, 3]])
})

test('finishing waits for the last blocks before it leaves, and counts them', async () => {
  const { subscriber, calls, registry } = start()
  registry.flush = async () => {
    calls.push('flush')
    subscriber.onBlock(createBlock({ durationMs: 90 }), soon)
  }
  const summary = await subscriber.finish()
  expect(calls).toEqual(['flush', 'leave'])
  expect(summary.blocks).toMatchObject({ count: 1, worstMs: 90 })
})

test('is ready when the registry is, with what works then', async () => {
  const { subscriber, calls } = start()
  expect(await subscriber.awaitReady()).toEqual(capabilities)
  expect(calls).toEqual(['readReady'])
})

const overhead = { sampleCount: 4, captureMs: 0.5 }
const on = { state: 'on' } as const
const capabilities: Capabilities = {
  iterationClock: on,
  heartbeat: on,
  watchdog: on,
  interrupts: { state: 'off', reason: 'permission-model' },
  safepoints: on,
  delay: on,
  threadTime: on,
  requests: on,
  callbacks: on,
  sampler: on,
}

const soon = { startMs: nowMs(), endMs: Number.POSITIVE_INFINITY }

/** An interval of that length that begins now. */
function lastMs(durationMs: number): BusyInterval {
  const startMs = nowMs()
  return { startMs, endMs: startMs + durationMs }
}

function start(options: Partial<SubscriberOptions> = {}, { isLoading = false } = {}) {
  const calls: string[] = []
  const told: Block[] = []
  const life = { isLoading, bornAtMs: nowMs(), readyAtMs: undefined as number | undefined }
  const registry: SubscriberRegistry = {
    readReady: async () => void calls.push('readReady'),
    flush: async () => void calls.push('flush'),
    leave: () => void calls.push('leave'),
    readCapabilities: () => capabilities,
    readOverhead: () => overhead,
    cut: () => void calls.push('cut'),
    lifecycle: {
      get bornAtMs() {
        return life.bornAtMs
      },
      get isLoading() {
        return life.isLoading
      },
      findReadyAtMs: () => life.readyAtMs,
    },
  }
  const subscriber = createSubscriber(registry, {
    ...QUIET_SUBSCRIBER,
    safepoints: true,
    sourceMaps: true,
    onBlock: block => told.push(block),
    ...options,
  })
  return { subscriber, told, calls, registry, life }
}

function createBlock(fields: Partial<Block> = {}): Block {
  const culprit = { function: 'loadConfig', file: '/app/config.js', line: 3, column: 5, ownCode: true }
  return {
    id: '1-0-0',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 100,
    phase: 'running',
    time: { gcMs: 0 },
    cause: 'javascript',
    confidence: 'exact',
    why: 'it computed',
    culprit,
    stack: [culprit],
    samples: [],
    callback: { type: 'Timeout', count: 1 },
    fingerprint: '0123456789ab',
    process: { pid: 1, threadId: 0, role: 'app' },
    ...fields,
  }
}
