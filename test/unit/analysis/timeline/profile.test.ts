import { describe, expect, test } from 'vitest'
import { type SummarizeOptions, summarizeEvidence } from '../../../../src/analysis/analyze.js'
import type { Evidence, ProfileSample, RawSample } from '../../../../src/model/evidence.js'
import type { RawFrame } from '../../../../src/model/frame.js'
import { awaiting, createEvidence, createSample, createSamples, own } from '../fake-evidence.js'

/** A frame of a profile: only the place of the function is known, and the line when it is on top. */
function profiled(name: string, functionLine: number, line = 0): RawFrame {
  return { function: name, typeName: null, file: 'file:///app/server.js', line, column: 0, functionLine }
}

function nativeFrame(name: string): RawFrame {
  return { function: name, typeName: null, file: null, line: 0, column: 0 }
}

/** Parts of a profile, one after another. */
function createProfile(...parts: [durationMs: number, stack: RawFrame[], gcMs?: number][]): ProfileSample[] {
  let startMs = 1000
  return parts.map(([durationMs, stack, gcMs = 0]) => {
    const part = { startMs, endMs: startMs + durationMs, gcMs, stack }
    startMs += durationMs
    return part
  })
}

function summarize(samples: RawSample[], profile: ProfileSample[], options: SummarizeOptions = {}) {
  const durationMs = profile.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  const fields: Partial<Evidence> = { profile }
  return summarizeEvidence(createEvidence(durationMs, samples, fields), options)
}

const main = own('main', 30, 5)
const mainProfiled = profiled('main', 28)

describe('a native addon that an interrupt cannot look into', () => {
  const afterwards = createSample(95, [own('note', 50), main], { postedAtMs: 1020 })
  const profile = createProfile([92, [nativeFrame('hash'), profiled('seal', 5), mainProfiled]], [8, [mainProfiled]])

  test('is named, and not what ran after it', () => {
    expect(summarize([afterwards], profile)).toMatchObject({
      cause: 'native',
      culprit: { function: 'seal', file: '/app/server.js' },
      why: expect.stringContaining('hash'),
    })
  })

  test('is found on the line of its call, which makes that line no more than likely', () => {
    const lines = [
      '',
      '',
      '',
      '',
      'function seal(text) {',
      '  const salt = hex()',
      '  return addon.hash(text, salt)',
      '}',
    ]
    const block = summarize([afterwards], profile, { readSource: () => lines.join('\n') })
    expect(block.culprit).toMatchObject({ function: 'seal', line: 7 })
    expect(block.confidence).toBe('likely')
  })

  test('is found, of several lines that call it, on the one where the function was seen running', () => {
    const lines = [
      'function seal(text) {',
      '  const once = addon.hash(text)',
      '  while (addon.hash(text) !== once) count++',
      '}',
    ]
    const onBoth = createProfile([70, [nativeFrame('hash'), profiled('seal', 1)]], [30, [profiled('seal', 1, 3)]])
    const readSource = () => lines.join('\n')
    expect(summarize([], onBoth, { readSource })).toMatchObject({
      culprit: { function: 'seal', line: 3 },
      confidence: 'likely',
    })
  })

  test('has its callback and async frames from the sample that came next', () => {
    const sample = { ...afterwards, stack: [...afterwards.stack, awaiting(own('serve', 3))], asyncId: 42 }
    const block = summarize([sample], profile)
    expect(block.callback).toEqual({ type: 'Timeout', count: 1 })
    expect(block.stack.at(-1)).toMatchObject({ function: 'serve', async: true })
  })
})

describe('work that an interrupt sees, too', () => {
  test('is weighed by the profile and placed by the interrupts', () => {
    const samples = [createSample(30, [own('parse', 8, 7), main]), createSample(60, [own('draw', 15, 9), main])]
    const profile = createProfile(
      [40, [profiled('parse', 6, 9), mainProfiled]],
      [60, [profiled('draw', 12, 14), mainProfiled]],
    )
    const { samples: folded } = summarize(samples, profile)
    expect(
      folded.map(({ stack: [top], weightMs, source }) => [top?.function, top?.line, top?.column, weightMs, source]),
    ).toEqual([
      ['draw', 15, 9, 60, 'interrupt'],
      ['parse', 8, 7, 40, 'interrupt'],
    ])
  })

  test('is exact', () => {
    const block = summarize(
      createSamples(100, [own('parse', 8), main]),
      createProfile([100, [profiled('parse', 6, 8), mainProfiled]]),
    )
    expect(block).toMatchObject({ cause: 'javascript', confidence: 'exact', culprit: { function: 'parse', line: 8 } })
    expect(block.why).toBe("parse's own code took 100 of 100 ms (100 %).")
  })
})

test('a built-in that the profile does not show is named by the line that it gives', () => {
  const late = createSample(90, [own('note', 50), main], { postedAtMs: 1020 })
  const readSource = () => [...Array(6).fill(''), 'function load(text) {', '  return JSON.parse(text)'].join('\n')
  const block = summarize([late], createProfile([100, [profiled('load', 7, 8), mainProfiled]]), { readSource })
  expect(block).toMatchObject({ cause: 'json', confidence: 'likely', culprit: { function: 'load', line: 8 } })
})

test('a wrapped native that is part JavaScript of Node is named as the user calls it', () => {
  const safepoint = createSample(95, [own('readText', 8), main], {
    source: 'safepoint',
    native: 'Buffer#toString',
    postedAtMs: 1020,
  })
  const inNode = { ...profiled('toString', 800), file: 'node:buffer' }
  const stack = [nativeFrame('utf8Slice'), inNode, profiled('readText', 7), mainProfiled]
  const block = summarize([safepoint], createProfile([100, stack]))
  expect(block).toMatchObject({
    cause: 'serialization',
    confidence: 'exact',
    culprit: { function: 'readText', line: 8 },
  })
  const other = summarize([{ ...safepoint, native: 'Buffer.from' }], createProfile([100, stack]))
  expect(other.cause).toBe('native')
})

test('time in which the process stood still weighs nothing', () => {
  const samples = [createSample(40, [own('parse', 8), main]), createSample(2070, [own('draw', 15), main])]
  const parse = profiled('parse', 6, 8)
  const profile = createProfile([60, [parse, mainProfiled]], [2040, [profiled('draw', 12, 15), mainProfiled]])
  const watchdogGap = { leastMs: 2000, mostMs: 2000, spans: [{ startMs: 1062, endMs: 3062 }] }
  const block = summarizeEvidence(createEvidence(2100, samples, { profile, watchdogGap }))
  expect(block.samples.map(({ stack: [top], weightMs }) => [top?.function, weightMs])).toEqual([
    ['parse', 60],
    ['draw', 40],
  ])
})

test('garbage that is collected in a wrapped native is not blamed on what runs next', () => {
  const asked = { source: 'safepoint' as const, native: 'gc', postedAtMs: 1020 }
  const samples = [
    createSample(90, [own('collectAll', 8), main], asked),
    createSample(98, [own('summarize', 20), own('collectAll', 9), main]),
  ]
  const profile = createProfile([100, [profiled('collectAll', 7, 9), mainProfiled], 92])
  const gc = { totalMs: 92, count: 1, pauses: [{ startMs: 1000, endMs: 1090 }] }
  const block = summarizeEvidence(createEvidence(100, samples, { profile, gc }))
  expect(block).toMatchObject({ cause: 'gc', culprit: { function: 'collectAll', line: 8 } })
})

test('a wrapped native is named by its safepoint', () => {
  const safepoint = createSample(95, [own('load', 8), main], {
    source: 'safepoint',
    native: 'JSON.parse',
    postedAtMs: 1020,
  })
  const block = summarize(
    [safepoint],
    createProfile([100, [nativeFrame('(native)'), profiled('load', 7), mainProfiled]]),
  )
  expect(block).toMatchObject({ cause: 'json', confidence: 'exact', culprit: { function: 'load', line: 8 } })
  expect(block.stack[0]).toMatchObject({ function: 'JSON.parse', native: true })
})

test('a stand-in that the compiler has put into its caller does not hide the native', () => {
  const safepoint = createSample(95, [own('load', 8), main], {
    source: 'safepoint',
    native: 'JSON.parse',
    postedAtMs: 1020,
  })
  const block = summarize([safepoint], createProfile([100, [profiled('load', 7, 8), mainProfiled]]))
  expect(block).toMatchObject({ cause: 'json', confidence: 'exact' })
})

test('a function that the compiler has put into another is found in the samples of the same line', () => {
  const samples = createSamples(100, [own('search', 6), main])
  const block = summarize(samples, createProfile([100, [profiled('main', 28, 30)]]))
  expect(block).toMatchObject({ culprit: { function: 'search', line: 6 }, confidence: 'likely' })
})

test('an interrupt within a function tells more than one at its entry', () => {
  const profile = createProfile([100, [{ ...mainProfiled, functionColumn: 14 }]])
  const [first, ...rest] = createSamples(100, [own('main', 28, 14)])
  const judge = (samples: RawSample[]) => summarize(samples, profile)
  expect(judge([first, createSample(25, [own('main', 31, 5)]), ...rest].flatMap(sample => sample ?? []))).toMatchObject(
    {
      culprit: { function: 'main', line: 31 },
      confidence: 'exact',
    },
  )
  expect(judge([first, ...rest].flatMap(sample => sample ?? []))).toMatchObject({ confidence: 'likely' })
})

test('an interrupt at the entry of a function does not stand for what was put into it', () => {
  const [first, ...rest] = createSamples(100, [own('search', 6), main])
  const profile = createProfile([100, [{ ...mainProfiled, functionColumn: 14 }]])
  const judge = (column: number) => {
    const samples = [first, createSample(25, [own('main', 28, column)]), ...rest].flatMap(sample => sample ?? [])
    return summarize(samples, profile)
  }
  expect(judge(14)).toMatchObject({ culprit: { function: 'search', line: 6 }, confidence: 'likely' })
  // On the same line, but in the function.
  expect(judge(30)).toMatchObject({ culprit: { function: 'main', line: 28 }, confidence: 'exact' })
})

test('a line outside its function is not taken for its own', () => {
  const source = ['function main() {', '  search()', '}', '', 'function search() {', '  spin()', '}'].join('\n')
  const options = { readSource: () => source }
  const block = summarize([], createProfile([100, [profiled('main', 1, 6)]]), options)
  expect(block).toMatchObject({ culprit: { function: 'main', line: 1 }, confidence: 'likely' })
  const inside = summarize([], createProfile([100, [profiled('main', 1, 2)]]), options)
  expect(inside).toMatchObject({ culprit: { function: 'main', line: 2 }, confidence: 'exact' })
})

test('without a sample the profile alone names function and line', () => {
  const block = summarize([], createProfile([70, [profiled('crunch', 4, 6)]], [30, [profiled('rest', 20, 22)]]))
  expect(block).toMatchObject({
    cause: 'javascript',
    confidence: 'exact',
    culprit: { function: 'crunch', line: 6 },
    samples: [
      { weightMs: 70, source: 'sampler' },
      { weightMs: 30, source: 'sampler' },
    ],
  })
})

test('of code that a tool has made in memory the sample stands', () => {
  const frame = { ...own('compile', 8), file: '/app/page.ts' }
  const running = { file: '/app/page.ts', line: 8, column: 3 }
  const profile = createProfile([100, [{ ...profiled('render', 4, 30), file: 'file:///app/page.ts' }]])
  const originals = [{ running, original: running }]
  const evidence = createEvidence(100, createSamples(100, [frame, main]), { profile, originals })
  expect(summarizeEvidence(evidence)).toMatchObject({ confidence: 'exact', culprit: { function: 'compile', line: 8 } })
})

test('where the profile has no stack the sample stands', () => {
  const block = summarize(createSamples(100, [own('compile', 8), main]), createProfile([100, []]))
  expect(block).toMatchObject({ confidence: 'exact', culprit: { function: 'compile' } })
})

test('a compiled pattern is a regular expression', () => {
  const block = summarize([], createProfile([100, [nativeFrame('RegExp: ^(a+)+$'), profiled('check', 4)]]))
  expect(block).toMatchObject({ cause: 'regexp', culprit: { function: 'check' } })
})

test('short callbacks that the profile saw before the first sample are no long one', () => {
  const samples = Array.from({ length: 8 }, (_, index) =>
    createSample(60 + index * 10, [own('poll', 7)], { asyncId: 100 + index }),
  )
  const parts = Array.from({ length: 26 }, (_, index): [number, RawFrame[]] => [
    5,
    [profiled('poll', 5, 6 + (index % 2))],
  ])
  expect(summarize(samples, createProfile(...parts))).toMatchObject({ cause: 'burst', callback: { count: 8 } })
})

test('a deep recursion is recognized by its innermost frames, for samples have no more than 96', () => {
  const sample = createSample(50, Array<RawFrame>(96).fill(own('walk', 8)))
  const block = summarize([sample], createProfile([100, Array<RawFrame>(120).fill(profiled('walk', 5))]))
  expect(block).toMatchObject({ culprit: { function: 'walk', line: 8 }, confidence: 'exact' })
})

test('a native that returned at once is not what the function around it did', () => {
  const safepoint = createSample(40, [own('crunch', 8), main], {
    source: 'safepoint',
    native: 'JSON.stringify',
    postedAtMs: 1039.9,
  })
  const block = summarize([safepoint], createProfile([100, [profiled('crunch', 7, 8), mainProfiled]]))
  expect(block).toMatchObject({ cause: 'javascript', culprit: { function: 'crunch' } })
})
