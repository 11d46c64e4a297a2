import { describe, expect, test } from 'vitest'
import { summarizeEvidence } from '../../../src/analysis/analyze.js'
import { formatFingerprint } from '../../../src/analysis/fingerprint.js'
import { judgeFrame } from '../../../src/analysis/frames/frame.js'
import {
  builtin,
  createEvidence,
  createSample,
  createSamples,
  foreign,
  own,
  summarize,
  TIMER,
} from './fake-evidence.js'

test('judges a whole block', () => {
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
    phase: 'running',
    time: { cpuMs: 90, waitMs: 4, sleepMs: 6, gcMs: 0 },
    cause: 'javascript',
    confidence: 'exact',
    why: 'makeThumbnail and what it calls took 100 of 100 ms (100 %).',
    culprit: { function: 'makeThumbnail', file: '/app/server.js', line: 12, column: 20, ownCode: true },
    stack: judged,
    samples: [{ stack: judged, weightMs: 100, source: 'interrupt' }],
    callback: { type: 'Timeout', count: 1 },
    delayedEvents: 5,
    context: { request: 'GET /a.png' },
    remedy: {
      advice:
        'Move it to a worker thread (loophound/executor), or split it and yield with setImmediate between the parts.',
      executor: true,
    },
    fingerprint: formatFingerprint('javascript', judged[1], '/app'),
    process: { pid: 1, threadId: 2, threadName: 'api', role: 'app' },
    hang: true,
  })
})

test('says that nothing is known of a block without samples', () => {
  const block = summarize(80, [])
  expect(block).toEqual({
    id: '1-0-1',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 80,
    phase: 'running',
    time: { gcMs: 0 },
    cause: 'unknown',
    confidence: 'none',
    why: 'No sample could be taken during the block.',
    stack: [],
    samples: [],
    callback: { type: '', count: 0 },
    fingerprint: formatFingerprint('unknown', undefined, '/app'),
    process: { pid: 1, threadId: 0, role: 'app' },
  })
  expect(summarize(80, [], { unwatched: true }).why).toBe('No watchdog was there to take samples.')
  expect(summarize(80, [createSample(20, [])]).why).toBe('Samples were taken, but none of them had a stack.')
})

test('names an API and its twin', () => {
  const stack = [foreign('from', 'node:buffer'), foreign('pbkdf2Sync', 'node:internal/crypto/pbkdf2'), own('hash')]
  expect(summarize(100, [createSample(99, stack, { postedAtMs: 1020 })])).toMatchObject({
    cause: 'crypto',
    confidence: 'exact',
    why: 'crypto.pbkdf2Sync ran synchronously for 100 ms.',
    remedy: { asyncTwin: 'crypto.pbkdf2' },
  })
})

test('says that the frame is what ran after native code', () => {
  expect(summarize(100, [createSample(99, [own('next')], { postedAtMs: 1020 })])).toMatchObject({
    cause: 'native',
    confidence: 'after-native',
    culprit: { function: 'next' },
    why: 'The thread was in native code that takes no interrupts for 79 ms; the frame is the first JavaScript that ran after it.',
  })
})

test('gives the time of a native to the safepoint, not to what ran after it', () => {
  const samples = [
    createSample(95, [own('load')], { source: 'safepoint', native: 'JSON.parse', postedAtMs: 1020 }),
    createSample(95.5, [own('next')], { postedAtMs: 1020 }),
  ]
  const block = summarize(96, samples)
  expect(block).toMatchObject({ cause: 'json', confidence: 'exact', culprit: { function: 'load' } })
  expect(block.stack[0]).toEqual({ function: 'JSON.parse', file: '', line: 0, column: 0, native: true, ownCode: false })
})

test('shows the heaviest of the stacks that the culprit is in', () => {
  const samples = [
    createSample(20, [builtin('Math', 'sqrt'), own('loop', 5)]),
    createSample(48, [own('loop', 5)]),
    createSample(60, [own('loop', 6)]),
  ]
  const block = summarize(62, samples)
  expect(block.stack).toEqual([judgeFrame(own('loop', 5))])
  expect(block.culprit).toEqual(block.stack[0])
})

test('marks a block that a rule ignores', () => {
  const evidence = createEvidence(100, createSamples(100, [own('loop')]))
  const block = summarizeEvidence(evidence, { ignore: [{ function: 'loop', reason: 'known' }] })
  expect(block.ignored).toEqual({ reason: 'known' })
})

test('does not show loophound’s own code as the user’s', () => {
  const stack = [{ ...own('tick'), file: '/opt/hound/a.js' }, own('app')]
  const block = summarizeEvidence(createEvidence(100, createSamples(100, stack)), { ownDirectory: '/opt/hound' })
  expect(block.culprit?.function).toBe('app')
})

describe('code that was transformed', () => {
  const bundled = { function: 'e', typeName: null, file: '/app/dist/main.js', line: 1, column: 9 }
  const places: Record<number, string> = { 9: '/app/node_modules/pngjs/lib/png.js', 30: '/app/src/thumbnail.ts' }
  const findOriginal = ({ column }: { column: number }) => ({ file: places[column] ?? '', line: 42, column: 5 })

  test('is blamed on the app where a package is a part of its bundle', () => {
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

  test('is never named with certainty when its original is not known', () => {
    const stack = [{ ...bundled, function: 'resize', file: '/app/src/thumbnail.ts' }, ...TIMER]
    expect(summarize(100, createSamples(100, stack))).toMatchObject({
      confidence: 'likely',
      culprit: { function: 'resize', transformed: true },
    })
  })
})

test('is not sure of a function when the code changed in a long time in which nobody asked', () => {
  const seen = [createSample(20, [own('first')]), createSample(50, [own('second')]), createSample(60, [own('second')])]
  expect(summarize(62, seen)).toMatchObject({ confidence: 'exact', culprit: { function: 'second' } })
  const unseen = [
    createSample(20, [own('first')]),
    createSample(150, [own('second')]),
    createSample(160, [own('second')]),
  ]
  expect(summarize(162, unseen).confidence).toBe('likely')
  const same = [createSample(20, [own('second')]), createSample(150, [own('second')])]
  expect(summarize(152, same).confidence).toBe('exact')
})
