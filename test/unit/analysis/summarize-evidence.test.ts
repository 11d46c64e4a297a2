import { describe, expect, it } from 'vitest'
import { formatFingerprint } from '../../../src/analysis/fingerprint.js'
import { judgeFrame } from '../../../src/analysis/judge-frame.js'
import { summarizeEvidence } from '../../../src/analysis/summarize-evidence.js'
import { measureJudgedMs } from '../../../src/gate/counted-blocks.js'
import type { Block } from '../../../src/model/block.js'
import type { Evidence } from '../../../src/model/evidence.js'
import type { RawSample } from '../../../src/model/sample.js'
import { builtin, createEvidence, createSample, createSamples, foreign, own, TIMER } from './fake-evidence.js'

function summarize(durationMs: number, samples: RawSample[], fields: Partial<Evidence> = {}): Block {
  return summarizeEvidence(createEvidence(durationMs, samples, fields))
}

it('judges a whole block', () => {
  const stack = [foreign('resize', '/app/node_modules/jimp/index.js', 88), own('makeThumbnail', 12, 20), ...TIMER]
  const samples = createSamples(100, stack, { context: { request: 'GET /a.png' } })
  const judged = stack.map(frame => judgeFrame(frame))
  const block = summarize(100, samples, {
    threadTime: { cpuMs: 90, waitMs: 4 },
    delayedEvents: 5,
    threadName: 'api',
    threadId: 2,
    hang: true,
  })
  expect(block).toEqual({
    id: '1-0-1',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 100,
    time: { cpuMs: 90, waitMs: 4, sleepMs: 6, gcMs: 0 },
    cause: 'javascript',
    confidence: 'exact',
    why: 'makeThumbnail was running in 9 of 9 samples, 100 % of the time.',
    culprit: { function: 'makeThumbnail', file: '/app/server.js', line: 12, column: 20, ownCode: true },
    stack: judged,
    samples: [{ stack: judged, weightMs: 100, source: 'interrupt' }],
    callback: { type: 'Timeout', count: 1 },
    delayedEvents: 5,
    context: { request: 'GET /a.png' },
    remedy: {
      advice: 'Move the computation to an executor, or split it and give way with setImmediate between the parts.',
      executor: true,
    },
    fingerprint: formatFingerprint('javascript', judged[1], '/app'),
    process: { pid: 1, threadId: 2, threadName: 'api' },
    hang: true,
  })
})

it('says that nothing is known of a block without samples', () => {
  const block = summarize(80, [])
  expect(block).toEqual({
    id: '1-0-1',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 80,
    time: { gcMs: 0 },
    cause: 'unknown',
    confidence: 'none',
    why: 'No sample could be taken during the block.',
    stack: [],
    samples: [],
    callback: { type: '', count: 0 },
    fingerprint: formatFingerprint('unknown', undefined, '/app'),
    process: { pid: 1, threadId: 0 },
  })
  expect(summarize(80, [], { unwatched: true }).why).toBe('No watchdog was there to take samples.')
  expect(summarize(80, [createSample(20, [])]).why).toBe('None of the samples that were taken has a stack.')
})

it('names an API and its twin', () => {
  const stack = [foreign('from', 'node:buffer'), foreign('pbkdf2Sync', 'node:internal/crypto/pbkdf2'), own('hash')]
  expect(summarize(100, [createSample(99, stack, { postedAtMs: 1020 })])).toMatchObject({
    cause: 'crypto',
    confidence: 'exact',
    why: 'crypto.pbkdf2Sync computed for 100 ms on this thread.',
    remedy: { asyncTwin: 'crypto.pbkdf2' },
  })
})

it('says that the frame is what ran after native code', () => {
  expect(summarize(100, [createSample(99, [own('next')], { postedAtMs: 1020 })])).toMatchObject({
    cause: 'native',
    confidence: 'after-native',
    culprit: { function: 'next' },
    why: 'The thread was in native code that takes no interrupts for 79 ms; the frame is the first JavaScript that ran after it.',
  })
})

it('gives the time of a native to the safepoint, not to what ran after it', () => {
  const samples = [
    createSample(95, [own('load')], { source: 'safepoint', native: 'JSON.parse', postedAtMs: 1020 }),
    createSample(95.5, [own('next')], { postedAtMs: 1020 }),
  ]
  const block = summarize(96, samples)
  expect(block).toMatchObject({ cause: 'json', confidence: 'exact', culprit: { function: 'load' } })
  expect(block.stack[0]).toEqual({ function: 'JSON.parse', file: '', line: 0, column: 0, native: true, ownCode: false })
})

it('shows the heaviest of the stacks that the culprit is in', () => {
  const samples = [
    createSample(20, [builtin('Math', 'sqrt'), own('loop', 5)]),
    createSample(60, [own('loop', 5)]),
    createSample(90, [own('loop', 6)]),
  ]
  const block = summarize(92, samples)
  expect(block.stack).toEqual([judgeFrame(own('loop', 5))])
  expect(block.culprit).toEqual(block.stack[0])
})

describe('the machine’s fault', () => {
  const samples = createSamples(100, [own('loop')])
  /** The watchdog stood still from 25 ms after the start of the block on. */
  const gap = (durationMs: number) => {
    return { leastMs: durationMs, mostMs: durationMs, spans: [{ startMs: 1025, endMs: 1025 + durationMs }] }
  }

  it('is starved when less than the threshold is left without the wait for a core', () => {
    const block = summarize(100, samples, { threadTime: { cpuMs: 40, waitMs: 51 } })
    expect(block).toMatchObject({ cause: 'starved', culprit: { function: 'loop' } })
    expect(block.why).toBe(
      "Not the code's fault: the thread waited for a core for 51 of 100 ms while other work had them all.",
    )
    expect(block.remedy).toBeUndefined()
  })

  it('is not starved when the threshold is left', () => {
    expect(summarize(100, samples, { threadTime: { cpuMs: 50, waitMs: 50 } }).cause).toBe('javascript')
  })

  it('is starved when the thread slept for its helpers, which had no core either', () => {
    const threadTime = { cpuMs: 25, waitMs: 230 }
    const gc = { totalMs: 37, count: 1, pauses: [{ startMs: 1050, endMs: 1087 }] }
    expect(summarize(290, samples, { threadTime, gc }).cause).toBe('starved')
    expect(summarize(290, [], { threadTime }).cause).toBe('starved')
    expect(summarize(290, samples, { threadTime }).cause).not.toBe('starved')
    expect(summarize(290, samples, { threadTime: { cpuMs: 25, waitMs: 100 }, gc }).cause).not.toBe('starved')
  })

  it('is suspended when the watchdog stood still, too', () => {
    expect(summarize(100, samples, { watchdogGap: gap(51) }).cause).toBe('suspended')
    expect(summarize(100, samples, { watchdogGap: gap(50) }).cause).toBe('javascript')
  })

  it('tells a real block with a stop in it as what it is, without the time of the stop', () => {
    const block = summarize(2300, samples, {
      watchdogGap: gap(2000),
      threadTime: { cpuMs: 290, waitMs: 4 },
    })
    expect(block).toMatchObject({ cause: 'javascript', time: { pausedMs: 2000, sleepMs: 6 } })
    expect(measureJudgedMs(block)).toBe(296)
  })

  it('blames what ran, not what the stop happened in, and takes the stop for no native call', () => {
    const before = createSamples(20, [own('brief')], { postedAtMs: 1019.6 })
    const stopped = createSample(2030, [own('brief')], { postedAtMs: 1024 })
    const after = Array.from({ length: 26 }, (_, index) => createSample(2040 + index * 10, [own('long')]))
    const block = summarize(2300, [...before, stopped, ...after], {
      watchdogGap: gap(2000),
      threadTime: { cpuMs: 290, waitMs: 4 },
    })
    expect(block).toMatchObject({ cause: 'javascript', confidence: 'exact', culprit: { function: 'long' } })
    expect(block.why).toBe('long was running in 26 of 28 samples, 90 % of the time.')
  })

  it('counts what the thread slept between the surest and the longest gap', () => {
    const watchdogGap = { ...gap(1925), mostMs: 2040 }
    const known = summarize(2154, samples, { watchdogGap, threadTime: { cpuMs: 21, waitMs: 125 } })
    expect(known).toMatchObject({ cause: 'suspended', time: { pausedMs: 2008 } })
    const partly = summarize(2154, samples, { watchdogGap, threadTime: { cpuMs: 21 } })
    expect(partly).toMatchObject({ cause: 'javascript', time: { pausedMs: 1925 } })
  })

  it('is not suspended while the thread used a core or waited for one, whatever the watchdog says', () => {
    const block = summarize(100, samples, {
      watchdogGap: gap(90),
      threadTime: { cpuMs: 70, waitMs: 20 },
    })
    expect(block).toMatchObject({ cause: 'javascript', time: { pausedMs: 10 } })
  })

  it('is what took most, when only both together leave less than the threshold', () => {
    const times = { watchdogGap: gap(40), threadTime: { cpuMs: 40, waitMs: 20 } }
    expect(summarize(100, samples, times).cause).toBe('suspended')
    expect(summarize(100, samples, { watchdogGap: gap(20), threadTime: { cpuMs: 40, waitMs: 40 } }).cause).toBe(
      'starved',
    )
  })

  it('is a debugger when the thread took every interrupt and used no core', () => {
    const block = summarize(1000, createSamples(1000, [own('loop')]), {
      inspected: true,
      threadTime: { cpuMs: 15, waitMs: 5 },
    })
    expect(block).toMatchObject({
      cause: 'debugger',
      culprit: { function: 'loop' },
      why: "Not the code's fault: a debugger held the thread for 980 of 1000 ms.",
      time: { pausedMs: 980 },
    })
  })

  it('is no debugger without an inspector that listens, nor when the times of the thread are unknown', () => {
    const threadTime = { cpuMs: 15, waitMs: 5 }
    expect(summarize(1000, createSamples(1000, [own('loop')]), { threadTime }).cause).toBe('sync-wait')
    expect(summarize(1000, createSamples(1000, [own('loop')]), { inspected: true }).cause).toBe('javascript')
  })

  it('is no debugger when the thread took no interrupt, or slept in a call', () => {
    const slept = { inspected: true, threadTime: { cpuMs: 5, waitMs: 1 } } as const
    const afterNative = [createSample(290, [own('next')], { postedAtMs: 1020 })]
    const calls = createSamples(300, [foreign('readSync', 'node:fs'), own('poll')])
    expect(summarize(300, afterNative, slept).cause).toBe('sync-wait')
    expect(summarize(300, calls, slept).cause).toBe('file-system')
  })

  it('is a debugger though the first interrupt was served late', () => {
    const late = createSample(90, [own('loop')], { postedAtMs: 1020 })
    const held = createSamples(1000, [own('loop')]).filter(({ atMs }) => atMs > 1100)
    const threadTime = { cpuMs: 15, waitMs: 5 }
    expect(summarize(1000, [late, ...held], { inspected: true, threadTime }).cause).toBe('debugger')
  })

  it('leaves what the code did besides', () => {
    const block = summarize(1000, createSamples(1000, [own('loop')]), {
      inspected: true,
      threadTime: { cpuMs: 300, waitMs: 0 },
    })
    expect(block.cause).toBe('javascript')
    expect(measureJudgedMs(block)).toBe(300)
  })
})

describe('garbage collection', () => {
  const samples = createSamples(100, [own('build')])
  const collect = (totalMs: number, count = 1) => ({
    gc: { totalMs, count, pauses: [{ startMs: 1010, endMs: 1010 + totalMs }] },
  })

  it('is the cause when it took half of the time, and the function stays the culprit', () => {
    expect(summarize(100, samples, collect(50, 7))).toMatchObject({
      cause: 'gc',
      culprit: { function: 'build' },
      why: 'Garbage was collected for 50 of 100 ms, 7 times, mostly for what build makes.',
      time: { gcMs: 50 },
      remedy: { advice: 'Keep fewer objects alive and make less garbage at once.' },
    })
  })

  it('is mentioned when it took a tenth', () => {
    const why = 'build was running in 9 of 9 samples, 100 % of the time.'
    expect(summarize(100, samples, collect(49))).toMatchObject({
      cause: 'javascript',
      why: `${why} Garbage was collected for 49 ms of it.`,
      time: { gcMs: 49 },
    })
    expect(summarize(100, samples, collect(9))).toMatchObject({ why, time: { gcMs: 9 } })
  })

  it('is not the cause when one call made the garbage', () => {
    const calls = createSamples(100, [builtin('JSON', 'parse'), own('load')])
    expect(summarize(100, calls, collect(80))).toMatchObject({
      cause: 'json',
      why: 'JSON.parse worked on one JSON text for 100 ms. Garbage was collected for 80 ms of it.',
    })
  })

  it('explains why no interrupt was taken: it is no native call, and the function seen before is likely to blame', () => {
    const late = [createSample(15, [own('build')]), createSample(95, [own('build')], { postedAtMs: 1020 })]
    expect(
      summarize(100, late, { gc: { totalMs: 72, count: 1, pauses: [{ startMs: 1021, endMs: 1093 }] } }),
    ).toMatchObject({ cause: 'gc', confidence: 'likely', culprit: { function: 'build' } })
    expect(
      summarize(100, late.slice(1), { gc: { totalMs: 72, count: 1, pauses: [{ startMs: 1021, endMs: 1093 }] } }),
    ).toMatchObject({
      cause: 'gc',
      confidence: 'after-native',
      why: 'Garbage was collected for 72 of 100 ms; the frame is the first JavaScript that ran after it.',
    })
  })

  it('is the culprit’s who asks for it', () => {
    const asked = [createSample(95, [own('collectNow')], { source: 'safepoint', native: 'gc', postedAtMs: 1020 })]
    expect(
      summarize(96, asked, { gc: { totalMs: 94, count: 1, pauses: [{ startMs: 1001, endMs: 1095 }] } }),
    ).toMatchObject({ cause: 'gc', confidence: 'exact', culprit: { function: 'collectNow' } })
  })

  it('does not excuse a starved thread twice', () => {
    expect(summarize(100, samples, { ...collect(60), threadTime: { cpuMs: 40, waitMs: 60 } }).cause).toBe('starved')
  })
})

describe('a thread that sleeps', () => {
  const late = [createSample(290, [own('next')], { postedAtMs: 1020 })]

  it('in native code waits for somebody', () => {
    expect(summarize(300, late, { threadTime: { cpuMs: 8, waitMs: 2 } })).toMatchObject({
      cause: 'sync-wait',
      confidence: 'after-native',
      why: 'The thread slept for 290 ms, using no core and waiting for none: for a lock, a device or another process.',
      time: { sleepMs: 290 },
    })
  })

  it('in WebAssembly takes interrupts, and waits all the same', () => {
    const asleep = createSamples(300, [own('takeLock')])
    expect(summarize(300, asleep, { threadTime: { cpuMs: 20, waitMs: 2 } })).toMatchObject({
      cause: 'sync-wait',
      confidence: 'exact',
      culprit: { function: 'takeLock' },
    })
  })

  it('has no more said of it where the system does not tell both times', () => {
    expect(summarize(300, late).cause).toBe('native')
    const block = summarize(300, late, { threadTime: { cpuMs: 8 } })
    expect(block).toMatchObject({ cause: 'native', time: { cpuMs: 8 } })
    expect(block.time).not.toHaveProperty('sleepMs')
    expect(block.time).not.toHaveProperty('waitMs')
  })

  it('is no wait when it computed', () => {
    expect(summarize(300, late, { threadTime: { cpuMs: 280, waitMs: 2 } }).cause).toBe('native')
  })
})

describe('many short callbacks', () => {
  const parts = (count: number, fields: (index: number) => Partial<RawSample>, name = (_: number) => 'work') =>
    Array.from({ length: count }, (_, index) =>
      createSample(20 + index * 10, [own(name(index)), ...TIMER], fields(index)),
    )

  it('are a burst', () => {
    expect(
      summarize(
        110,
        parts(9, index => ({ asyncId: 100 + index })),
      ),
    ).toMatchObject({
      cause: 'burst',
      why: '9 different callbacks were seen in 9 samples, none of them over 50 ms.',
      culprit: { function: 'work' },
      callback: { type: 'Timeout', count: 9 },
    })
  })

  it('blame the callbacks, not what Node does between them', () => {
    const between = [30, 50, 70].map(offsetMs => createSample(offsetMs, TIMER, { asyncId: offsetMs }))
    const called = [20, 40, 60].map(offsetMs => createSample(offsetMs, [own('work'), ...TIMER], { asyncId: offsetMs }))
    expect(summarize(90, [...between, ...called])).toMatchObject({ cause: 'burst', culprit: { function: 'work' } })
  })

  it('are a burst though one of them lost its core for longer than the threshold', () => {
    const samples = parts(9, index =>
      index < 8 ? { asyncId: 100 + index } : { asyncId: 108, atMs: 1170, postedAtMs: 1100 },
    )
    const threadTime = { cpuMs: 90, waitMs: 80 }
    expect(summarize(170, samples, { threadTime })).toMatchObject({ cause: 'burst', callback: { count: 9 } })
  })

  it('are a burst when only their contexts tell promise jobs apart', () => {
    const samples = parts(9, index => ({ asyncId: 0, job: index, context: { request: String(index) } }))
    expect(summarize(110, samples).cause).toBe('burst')
  })

  it('are not when one of them is long enough by itself, and it is that one’s cause', () => {
    const samples = parts(
      10,
      index => ({ asyncId: index < 7 ? 1 : index }),
      index => (index < 7 ? 'slow' : 'quick'),
    )
    expect(summarize(112, samples)).toMatchObject({
      cause: 'javascript',
      culprit: { function: 'slow' },
      why: 'slow was running in 7 of 10 samples, 71 % of the time.',
    })
  })

  it('do not outweigh, taken together, the one that is long', () => {
    const samples = parts(
      14,
      index => ({ asyncId: index < 6 ? 1 : index }),
      index => (index < 6 ? 'slow' : 'quick'),
    )
    expect(summarize(155, samples)).toMatchObject({ cause: 'javascript', culprit: { function: 'slow' } })
  })

  it('are microtasks when they are jobs of one callback', () => {
    const jobs = Array.from({ length: 9 }, (_, job) => createSample(20 + job * 10, [own('storm')], { asyncId: 0, job }))
    expect(summarize(110, jobs)).toMatchObject({
      cause: 'microtasks',
      callback: { type: 'PROMISE', count: 1 },
      why: '9 promise jobs or ticks were seen in 9 samples, one after another without a turn of the loop, none of them over 50 ms.',
    })
  })

  it('are no microtasks when one job is long enough by itself', () => {
    const job = createSamples(110, [own('inner')], { asyncId: 0, job: 3 })
    expect(summarize(110, job).cause).toBe('javascript')
  })
})

it('marks a block that a rule ignores', () => {
  const evidence = createEvidence(100, createSamples(100, [own('loop')]))
  const block = summarizeEvidence(evidence, { ignore: [{ function: 'loop', reason: 'known' }] })
  expect(block.ignored).toEqual({ reason: 'known' })
})

it('does not show loophound’s own code as the user’s', () => {
  const stack = [{ ...own('tick'), file: '/opt/hound/a.js' }, own('app')]
  const block = summarizeEvidence(createEvidence(100, createSamples(100, stack)), { ownDirectory: '/opt/hound' })
  expect(block.culprit?.function).toBe('app')
})

describe('code that was transformed', () => {
  const bundled = { function: 'e', typeName: null, file: '/app/dist/main.js', line: 1, column: 9 }
  const places: Record<number, string> = { 9: '/app/node_modules/pngjs/lib/png.js', 30: '/app/src/thumbnail.ts' }
  const findOriginal = ({ column }: { column: number }) => ({ file: places[column] ?? '', line: 42, column: 5 })

  it('is blamed on the app where a package is a part of its bundle', () => {
    const stack = [bundled, { ...bundled, function: 't', column: 30 }, ...TIMER]
    const { culprit, confidence, fingerprint, ...block } = summarizeEvidence(
      createEvidence(100, createSamples(100, stack)),
      { findOriginal },
    )
    const expected = { function: 't', file: '/app/src/thumbnail.ts', line: 42, column: 5, ownCode: true }
    expect({ culprit, confidence }).toEqual({ culprit: expected, confidence: 'exact' })
    expect(fingerprint).toBe(formatFingerprint('javascript', expected, '/app'))
    expect(block.stack[0]).toMatchObject({ package: 'pngjs', ownCode: false })
  })

  it('is never named with certainty when its original is not known', () => {
    const stack = [{ ...bundled, function: 'resize', file: '/app/src/thumbnail.ts' }, ...TIMER]
    expect(summarize(100, createSamples(100, stack))).toMatchObject({
      confidence: 'likely',
      culprit: { function: 'resize', transformed: true },
    })
  })
})
