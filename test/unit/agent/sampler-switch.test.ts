import { describe, expect, test } from 'vitest'
import { createSamplerSwitch } from '../../../src/agent/optional-instruments.js'
import type { ProfileSlice } from '../../../src/agent/profiler/profile-slice.js'
import type { Sampler } from '../../../src/agent/profiler/sampler.js'
import type { RawSample } from '../../../src/model/evidence.js'

const slice: ProfileSlice = {
  samples: [{ startMs: 0, endMs: 60, gcMs: 0, stack: [] }],
  ticks: [{ atMs: 10, isIdle: false }],
}

function createSwitch(platform: NodeJS.Platform = 'linux', samples: RawSample[] = []) {
  const log: string[] = []
  const read = (how: string) => () => {
    log.push(how)
    return slice
  }
  const createSampler = ({ intervalMs }: { intervalMs: number }): Sampler => {
    log.push(`start ${intervalMs}`)
    return {
      capability: { state: 'on' },
      pausedMs: 12,
      read: read('read'),
      rest: () => true,
      stop: () => void log.push('stop'),
    }
  }
  const onPause = (durationMs: number) => void log.push(`paused ${durationMs}`)
  return { log, sampler: createSamplerSwitch({ onPause, readSamples: () => samples, createSampler, platform }) }
}

describe('createSamplerSwitch', () => {
  test('starts nothing while nobody wants it', () => {
    const { log, sampler } = createSwitch()
    sampler.set(undefined)
    expect([sampler.readTicks(0, 60), sampler.readProfile(), sampler.rest(9000), sampler.current]).toEqual([
      undefined,
      [],
      false,
      undefined,
    ])
    expect(log).toEqual([])
  })

  test('starts once, tells what that took, and stops', () => {
    const { log, sampler } = createSwitch()
    sampler.set({ intervalMs: 10 })
    sampler.set({ intervalMs: 5 })
    sampler.set(undefined)
    expect(log).toEqual(['start 10', 'paused 12', 'stop'])
  })

  test('keeps the stacks of the last reading', () => {
    const { sampler } = createSwitch()
    sampler.set({ intervalMs: 10 })
    expect(sampler.readTicks(0, 60)).toEqual(slice.ticks)
    expect(sampler.readProfile()).toEqual(slice.samples)
  })

  test('takes a safepoint whose native kept an interrupt waiting for a sample of work', () => {
    const sample = { source: 'safepoint' as const, stack: [], asyncId: 0, resourceType: '', job: 0 }
    const samples = [
      { ...sample, atMs: 5, postedAtMs: -20 },
      { ...sample, atMs: 30, postedAtMs: 29 },
      { ...sample, atMs: 70, postedAtMs: 5 },
      { ...sample, source: 'interrupt' as const, atMs: 40, postedAtMs: 5 },
    ]
    const { sampler } = createSwitch('linux', samples)
    sampler.set({ intervalMs: 10 })
    expect(sampler.readTicks(0, 60)).toEqual([{ atMs: 5, isIdle: false }, ...slice.ticks])
  })

  test('leaves idle times alone where V8 samples without signals', () => {
    const { sampler } = createSwitch('darwin')
    sampler.set({ intervalMs: 10 })
    expect(sampler.readTicks(0, 60)).toBeUndefined()
    expect(sampler.readProfile()).toEqual(slice.samples)
  })
})
