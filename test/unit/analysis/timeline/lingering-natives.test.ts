import { describe, expect, test } from 'vitest'
import { cutByProfile, lingeringNatives } from '../../../../src/analysis/timeline/profile.js'
import { buildTimeline } from '../../../../src/analysis/timeline/timeline.js'
import type { ProfileSample, RawSample } from '../../../../src/model/evidence.js'
import type { RawFrame } from '../../../../src/model/frame.js'
import { createEvidence, createFacts, createSample, own } from '../fake-evidence.js'

const grind: RawFrame = { ...own('grind', 0, 0), functionLine: 5 }
const native = (name: string): RawFrame => ({ function: name, typeName: null, file: null, line: 0, column: 0 })

function part(startMs: number, endMs: number, stack: RawFrame[]): ProfileSample {
  return { startMs: 1000 + startMs, endMs: 1000 + endMs, gcMs: 0, stack }
}

function listTops(profile: ProfileSample[], samples: RawSample[]) {
  const sampled = buildTimeline(createFacts(createEvidence(100, samples)))
  const facts = { ...createFacts(createEvidence(100, samples, { profile })), sampled }
  const segments = lingeringNatives.apply(cutByProfile(sampled, facts), facts)
  return [...new Set(segments.map(({ profiled: [top] = [] }) => top?.function))]
}

describe('a native on top of a profile', () => {
  const profile = [part(0, 90, [native('cpuUsage'), grind]), part(90, 100, [grind])]

  test('is doubted when interrupts were served beneath it at once', () => {
    const samples = [30, 40, 50].map(atMs => createSample(atMs, [own('grind', 7)]))
    expect(listTops(profile, samples)).toEqual(['grind'])
  })

  test('is doubted also when they were served in what is called beneath it, and one came late for want of a core', () => {
    const samples = [30, 40, 50, 60].map(atMs =>
      createSample(atMs, [own('add', 12), own('grind', 7)], atMs === 60 ? { postedAtMs: 1050.2 } : {}),
    )
    expect(listTops(profile, samples)).toEqual(['grind'])
  })

  test('is believed when they had to wait for it', () => {
    const samples = [30, 45, 60].map(atMs => createSample(atMs, [own('grind', 7)], { postedAtMs: 1000 + atMs - 9 }))
    expect(listTops(profile, samples)).toEqual(['cpuUsage', 'grind'])
    const oneAtOnce = createSample(70, [own('grind', 7)])
    expect(listTops(profile, [...samples, oneAtOnce])).toEqual(['cpuUsage', 'grind'])
  })

  test('is believed when only one was served at once, or elsewhere', () => {
    expect(listTops(profile, [createSample(30, [own('grind', 7)])])).toEqual(['cpuUsage', 'grind'])
    const elsewhere = [30, 40, 50].map(atMs => createSample(atMs, [own('rest', 7)]))
    expect(listTops(profile, elsewhere)).toEqual(['cpuUsage', 'grind'])
    const afterwards = [92, 95, 98].map(atMs => createSample(atMs, [own('grind', 7)]))
    expect(listTops(profile, afterwards)).toEqual(['cpuUsage', 'grind'])
  })

  test('is believed when it takes interrupts, as regular expressions do', () => {
    const samples = [30, 40, 50].map(atMs => createSample(atMs, [own('grind', 7)]))
    expect(listTops([part(0, 100, [native('RegExp: a+$'), grind])], samples)).toEqual(['RegExp: a+$'])
  })
})
