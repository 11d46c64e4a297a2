import type { Profiler } from 'node:inspector'
import { describe, expect, test } from 'vitest'
import type { ProfileSession } from '../../../../src/agent/profiler/profile-session.js'
import { createSampler } from '../../../../src/agent/profiler/sampler.js'

describe('createSampler', () => {
  test('throws away what nobody has asked for every two seconds, and so keeps one profile at most', () => {
    const { sampler, log } = startSampler()
    for (let atMs = 0; atMs < 10_000; atMs += 10) sampler.rest(atMs)
    expect(log).toEqual(['start 10', ...Array.from({ length: 4 }, () => 'swap')])
  })

  test('says whether it has taken time', () => {
    const { sampler } = startSampler()
    expect(sampler.rest(1999)).toBe(false)
    expect(sampler.rest(2000 + START_MS)).toBe(true)
    expect(sampler.rest(2100 + START_MS)).toBe(false)
  })

  test('reads only when asked, and counts two seconds from there', () => {
    const { sampler, log, pass } = startSampler()
    pass(1500)
    expect(sampler.read(1000, 1100)?.samples).toEqual([
      { startMs: 1000, endMs: 1100, gcMs: 0, stack: [expect.objectContaining({ function: 'work' })] },
    ])
    expect(sampler.rest(2500)).toBe(false)
    expect(log).toEqual(['start 10', 'swap'])
  })

  test('counts what it takes', () => {
    const { sampler } = startSampler()
    expect(sampler.pausedMs).toBe(START_MS)
    sampler.read(1000, 1100)
    expect(sampler.pausedMs).toBe(START_MS + SWAP_MS)
  })

  test('is off with a reason where the inspector is denied or missing, and where somebody would see its profiles', () => {
    const denied = Object.assign(new Error('Access to this API has been restricted'), { code: 'ERR_ACCESS_DENIED' })
    const createFailing = (error: Error) => () => {
      throw error
    }
    const off = [
      createSampler({ intervalMs: 10, findBystander: () => undefined, createSession: createFailing(denied) }),
      createSampler({ intervalMs: 10, findBystander: createFailing(new Error('no inspector')) }),
      createSampler({ intervalMs: 10, findBystander: () => '--cpu-prof', createSession: createFailing(denied) }),
    ]
    expect(off.map(({ capability }) => capability)).toEqual([
      { state: 'off', reason: 'permission-model' },
      { state: 'off', reason: 'no inspector' },
      { state: 'off', reason: '--cpu-prof' },
    ])
    expect(off.map(sampler => [sampler.read(0, 1), sampler.rest(9999)])).toEqual(off.map(() => [undefined, false]))
  })

  test('gives way to a debugger that comes later', () => {
    let bystander: string | undefined
    const { sampler, log } = startSampler(() => bystander)
    bystander = 'a debugger can attach'
    sampler.rest(5000)
    expect(sampler.capability).toEqual({ state: 'off', reason: 'a debugger can attach' })
    expect(log).toEqual(['start 10', 'stop'])
    expect(sampler.read(1000, 1100)).toBeUndefined()
  })

  test('is off when V8 fails, and lets nothing through to the app', () => {
    const { sampler, log } = startSampler(undefined, () => {
      throw new Error('out of memory')
    })
    expect(sampler.read(1000, 1100)).toBeUndefined()
    expect(sampler.capability).toEqual({ state: 'off', reason: 'out of memory' })
    expect(log).toEqual(['start 10', 'stop'])
  })

  test('stops the session once', () => {
    const { sampler, log } = startSampler()
    sampler.stop()
    sampler.stop()
    expect(log).toEqual(['start 10', 'stop'])
    expect(sampler.capability).toEqual({ state: 'off', reason: 'stopped' })
  })

  test('sees real work in the real profiler, at the line that does it', () => {
    const sampler = createSampler({ intervalMs: 2 })
    const startMs = Number(process.hrtime.bigint()) / 1e6
    const endMs = grindFor(60)
    const slice = sampler.read(startMs, endMs)
    sampler.stop()
    const ownMs = (slice?.samples ?? [])
      .filter(({ stack }) => stack.some(frame => frame.function === 'grindFor'))
      .reduce((sum, sample) => sum + sample.endMs - sample.startMs, 0)
    expect(ownMs).toBeGreaterThan((endMs - startMs) / 2)
    expect(slice?.samples[0]?.startMs).toBe(startMs)
    expect(slice?.samples.at(-1)?.endMs).toBe(endMs)
  })
})

const START_MS = 8
const SWAP_MS = 1

/** A sampler on a fake V8, whose clock stands at 0 after the start. */
function startSampler(
  findBystander: () => string | undefined = () => undefined,
  swap: () => Profiler.Profile = createProfile,
) {
  const log: string[] = []
  let atMs = -START_MS
  const take = (name: string) => {
    const profile = swap()
    log.push(name)
    atMs += SWAP_MS
    return profile
  }
  const createSession = (intervalMs: number): ProfileSession => {
    log.push(`start ${intervalMs}`)
    atMs += START_MS
    return { swap: () => take('swap'), stop: () => void log.push('stop') }
  }
  const sampler = createSampler({ intervalMs: 10, findBystander, createSession, nowMs: () => atMs })
  const rest = (at: number) => {
    atMs = at
    return sampler.rest(at)
  }
  const pass = (durationMs: number) => {
    atMs += durationMs
  }
  return { sampler: Object.assign(Object.create(sampler), { rest }) as typeof sampler, log, pass }
}

function createProfile(): Profiler.Profile {
  const callFrame = { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 }
  const work = { functionName: 'work', scriptId: '9', url: 'file:///app.js', lineNumber: 4, columnNumber: 0 }
  const nodes = [
    { id: 1, callFrame, children: [2] },
    { id: 2, callFrame: work },
  ]
  return { nodes, startTime: 900_000, endTime: 1_200_000, samples: [2, 2], timeDeltas: [110_000, 10_000] }
}

function grindFor(durationMs: number): number {
  const endMs = performance.now() + durationMs
  let sum = 0
  while (performance.now() < endMs) sum += Math.sqrt(sum + 1)
  return sum < 0 ? sum : Number(process.hrtime.bigint()) / 1e6
}
