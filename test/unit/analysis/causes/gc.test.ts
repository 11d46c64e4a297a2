import { describe, expect, test } from 'vitest'
import { builtin, createSample, createSamples, own, summarize } from '../fake-evidence.js'

describe('garbage collection', () => {
  const samples = createSamples(100, [own('build')])
  const collect = (totalMs: number, count = 1) => ({
    gc: { totalMs, count, pauses: [{ startMs: 1010, endMs: 1010 + totalMs }] },
  })

  test('is the cause when it took half of the time, and the function stays the culprit', () => {
    expect(summarize(100, samples, collect(50, 7))).toMatchObject({
      cause: 'gc',
      culprit: { function: 'build' },
      why: 'Garbage collection took 50 of 100 ms (7 pauses), mostly for objects that build allocated.',
      time: { gcMs: 50 },
      remedy: { advice: 'Keep fewer objects alive and make less garbage at once.' },
    })
  })

  test('is mentioned when it took a tenth', () => {
    const why = "build's own code took 100 of 100 ms (100 %)."
    expect(summarize(100, samples, collect(49))).toMatchObject({
      cause: 'javascript',
      why: `${why} Garbage collection took 49 ms of it.`,
      time: { gcMs: 49 },
    })
    expect(summarize(100, samples, collect(9))).toMatchObject({ why, time: { gcMs: 9 } })
  })

  test('is not the cause when one call made the garbage', () => {
    const calls = createSamples(100, [builtin('JSON', 'parse'), own('load')])
    expect(summarize(100, calls, collect(80))).toMatchObject({
      cause: 'json',
      why: 'JSON.parse worked on one JSON text for 100 ms. Garbage collection took 80 ms of it.',
    })
  })

  test('explains why no interrupt was taken: it is no native call, and the function seen before is likely to blame', () => {
    const late = [createSample(15, [own('build')]), createSample(95, [own('build')], { postedAtMs: 1020 })]
    expect(
      summarize(100, late, { gc: { totalMs: 72, count: 1, pauses: [{ startMs: 1021, endMs: 1093 }] } }),
    ).toMatchObject({ cause: 'gc', confidence: 'likely', culprit: { function: 'build' } })
    expect(
      summarize(100, late.slice(1), { gc: { totalMs: 72, count: 1, pauses: [{ startMs: 1021, endMs: 1093 }] } }),
    ).toMatchObject({
      cause: 'gc',
      confidence: 'after-native',
      why: 'Garbage collection took 72 of 100 ms; the frame is the first JavaScript that ran after it.',
    })
  })

  test('is the culprit’s who asks for it', () => {
    const asked = [createSample(95, [own('collectNow')], { source: 'safepoint', native: 'gc', postedAtMs: 1020 })]
    expect(
      summarize(96, asked, { gc: { totalMs: 94, count: 1, pauses: [{ startMs: 1001, endMs: 1095 }] } }),
    ).toMatchObject({ cause: 'gc', confidence: 'exact', culprit: { function: 'collectNow' } })
  })

  test('does not excuse a starved thread twice', () => {
    expect(summarize(100, samples, { ...collect(60), threadTime: { cpuMs: 40, waitMs: 60 } }).cause).toBe('starved')
  })

  test('is told with doubt when it may have waited for a core all the time that the thread did', () => {
    const judge = (waitMs: number) =>
      summarize(600, createSamples(600, [own('build')]), {
        ...collect(344),
        threadTime: { cpuMs: 600 - waitMs, waitMs },
      })
    expect(judge(80)).toMatchObject({ cause: 'gc', confidence: 'exact' })
    expect(judge(430)).toMatchObject({ cause: 'gc', confidence: 'likely' })
  })

  test('is excused as far as helpers that had no core kept the thread asleep', () => {
    const asleep = { ...collect(96), threadTime: { cpuMs: 15, waitMs: 7 } }
    const of100 = (helperWaitMs: number) => summarize(100, [], { ...asleep, helperWaitMs })
    expect(of100(0).cause).toBe('gc')
    expect(of100(90)).toMatchObject({ cause: 'starved', time: { waitMs: 7, sleepMs: 78 } })
    // As long as helpers that had a core needed, the collection was slow by itself.
    expect(of100(30).cause).toBe('gc')
  })

  test('does not excuse a sleep outside of collections, however long helpers waited', () => {
    const asleep = { ...collect(5), threadTime: { cpuMs: 15, waitMs: 0 }, helperWaitMs: 500 }
    expect(summarize(200, createSamples(200, [own('sleep')]), asleep).cause).toBe('sync-wait')
  })
})
