import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { Block } from '../../../src/model/block.js'
import type { Capabilities } from '../../../src/model/capabilities.js'
import type { Summary } from '../../../src/model/summary.js'
import { nowMs } from '../../../src/probes/clock.js'
import { createMember, type MemberHub, type MemberOptions } from '../../../src/watch/member.js'
import { QUIET_MEMBER } from './quiet-member.js'

const warnings: string[] = []
const keep = (warning: Error) => {
  if (warning.name === 'LoophoundWarning') warnings.push(warning.message)
}
process.on('warning', keep)

afterEach(() => {
  warnings.length = 0
})

describe('a block', () => {
  test('is told and counted from the threshold of the member on', () => {
    const { member, told } = start({ thresholdMs: 80 })
    member.onBlock(createBlock({ durationMs: 79.9 }), soon)
    member.onBlock(createBlock({ durationMs: 80 }), soon)
    member.onBlock(createBlock({ durationMs: 300 }), soon)
    expect(told.map(({ durationMs }) => durationMs)).toEqual([80, 300])
    expect(member.summarize().blocks).toEqual({ count: 2, ignoredCount: 0, worstMs: 300, totalMs: 380 })
  })

  test('that was over before the member began is not its own', () => {
    const endMs = nowMs()
    const { member, told } = start()
    member.onBlock(createBlock(), { startMs: endMs - 100, endMs })
    expect(told).toEqual([])
    member.onBlock(createBlock(), { startMs: endMs - 100, endMs: nowMs() + 1 })
    expect(told).toHaveLength(1)
  })

  test('that a rule of the member ignores is told, marked, and does not count', () => {
    const { member, told } = start({ ignore: [{ function: 'loadConfig', reason: 'once' }] })
    member.onBlock(createBlock(), soon)
    expect(told).toMatchObject([{ ignored: { reason: 'once' } }])
    expect(member.summarize().blocks).toEqual({ count: 0, ignoredCount: 1, worstMs: 0, totalMs: 0 })
  })

  test.each(['starved', 'suspended', 'debugger'] as const)(
    'that is the fault of the machine (%s) does not count',
    cause => {
      const { member, told } = start()
      member.onBlock(createBlock({ cause }), soon)
      expect(told).toHaveLength(1)
      expect(member.summarize().blocks.count).toBe(0)
    },
  )
})

describe('a listener', () => {
  test('that throws is told of as a warning, and hears of the next block', async () => {
    let callCount = 0
    const { member } = start({
      onBlock: () => {
        callCount += 1
        throw new Error('no logger')
      },
    })
    member.onBlock(createBlock(), soon)
    member.onBlock(createBlock(), soon)
    await pause(1)
    expect(callCount).toBe(2)
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toMatch(/^onBlock threw: Error: no logger\n/)
  })

  test('that rejects is told of as a warning', async () => {
    const { member } = start({ onBlock: async () => Promise.reject('no logger') })
    member.onBlock(createBlock(), soon)
    await pause(1)
    expect(warnings).toEqual(['onBlock threw: no logger'])
  })
})

test('the summary adds up start-up and has what the hub says', () => {
  const { member } = start({ thresholdMs: 80 })
  const before = Date.now()
  member.onStartup(120)
  member.onStartup(30)
  const summary = member.summarize()
  expect(summary).toEqual({
    startedAt: expect.any(String),
    durationMs: expect.any(Number),
    thresholdMs: 80,
    startupMs: 150,
    blocks: { count: 0, ignoredCount: 0, worstMs: 0, totalMs: 0 },
    delay: expect.objectContaining({ p99Ms: expect.any(Number), hdr: expect.any(String) }),
    overhead,
    capabilities,
  })
  expect(Math.abs(Date.parse(summary.startedAt) - before)).toBeLessThan(1000)
})

test('start-up is no delay: it is measured anew from there', async () => {
  const { member } = start()
  await pause(30)
  const untilMs = nowMs() + 200
  while (nowMs() < untilMs);
  await pause(30)
  expect(member.summarize().delay?.maxMs).toBeGreaterThan(100)
  member.onStartup(200)
  expect(member.summarize().delay?.maxMs).toBe(0)
})

test('the end is told with the summary and the exit code', () => {
  const ends: [Summary, number | null][] = []
  const { member } = start({ onExit: (summary, exitCode) => ends.push([summary, exitCode]) })
  member.onBlock(createBlock({ durationMs: 90 }), soon)
  member.onExit(3)
  expect(ends).toMatchObject([[{ blocks: { count: 1, worstMs: 90 } }, 3]])
})

test('finishing waits for the last blocks before it leaves, and counts them', async () => {
  const { member, calls, hub } = start()
  hub.flush = async () => {
    calls.push('flush')
    member.onBlock(createBlock({ durationMs: 90 }), soon)
  }
  const summary = await member.finish()
  expect(calls).toEqual(['flush', 'leave'])
  expect(summary.blocks).toMatchObject({ count: 1, worstMs: 90 })
})

test('is ready when the hub is, with what works then', async () => {
  const { member, calls } = start()
  expect(await member.awaitReady()).toEqual(capabilities)
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

function start(options: Partial<MemberOptions> = {}) {
  const calls: string[] = []
  const told: Block[] = []
  const hub: MemberHub = {
    readReady: async () => void calls.push('readReady'),
    flush: async () => void calls.push('flush'),
    leave: () => void calls.push('leave'),
    readCapabilities: () => capabilities,
    readOverhead: () => overhead,
  }
  const member = createMember(hub, {
    ...QUIET_MEMBER,
    safepoints: true,
    sourceMaps: true,
    onBlock: block => told.push(block),
    ...options,
  })
  return { member, told, calls, hub }
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
