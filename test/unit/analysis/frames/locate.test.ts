import { describe, expect, test } from 'vitest'
import { locateFrames } from '../../../../src/analysis/frames/locate.js'
import type { KnownOriginal, RawFrame } from '../../../../src/model/frame.js'
import { createEvidence, createSample } from '../fake-evidence.js'

function createFrame(file: string | null, line = 4, column = 5, fields: Partial<RawFrame> = {}): RawFrame {
  return { function: 'a', typeName: null, file, line, column, ...fields }
}

function locate(frame: RawFrame, options: Parameters<typeof locateFrames>[1] = {}, originals?: KnownOriginal[]) {
  const evidence = createEvidence(100, [createSample(20, [frame])], originals ? { originals } : {})
  return locateFrames(evidence, options).samples[0]?.stack[0]
}

const findOriginal = () => ({ file: '/app/src/mill.ts', line: 40, column: 50, function: 'grind' })

describe('locateFrames', () => {
  test('takes file, line, column and name from the source map', () => {
    expect(locate(createFrame('file:///app/dist/main.js?v=1'), { findOriginal })).toEqual(
      createFrame('/app/src/mill.ts', 40, 50, { function: 'grind' }),
    )
  })

  test('asks the source map for a path', () => {
    const asked: (string | null)[] = []
    locate(createFrame('file:///app/dist/main%20b.js'), { findOriginal: ({ file }) => void asked.push(file) })
    expect(asked).toEqual(['/app/dist/main b.js'])
  })

  test.each([
    'node:fs',
    'node:internal/timers',
    '/app/node_modules/dep/dist/index.js',
    'file:///app/node_modules/@scope/dep/index.ts',
    'evalmachine.<anonymous>',
    null,
  ])('leaves code of %s alone', file => {
    expect(locate(createFrame(file), { findOriginal })).toEqual(createFrame(file))
  })

  test('prefers what the tool has said that transformed the code', () => {
    const frame = createFrame('/app/src/mill.ts')
    const original = { file: 'file:///app/src/mill.ts', line: 7, column: 3 }
    const running = { file: '/app/src/mill.ts', line: 4, column: 5 }
    expect(locate(frame, { findOriginal }, [{ running, original }])).toEqual(createFrame('/app/src/mill.ts', 7, 3))
  })

  test('asks the source map of compiled code that a test runner has transformed again', () => {
    const running = { file: '/app/dist/main.js', line: 4, column: 5 }
    const original = { file: '/app/dist/main.js', line: 7, column: 3 }
    const options = { findOriginal: ({ line }: RawFrame) => ({ file: '/app/src/mill.ts', line: line * 10, column: 1 }) }
    expect(locate(createFrame('/app/dist/main.js'), options, [{ running, original }])).toMatchObject({
      file: '/app/src/mill.ts',
      line: 70,
    })
  })

  test('keeps stacks of a profile of code that a tool has compiled, as far as it was asked for them', () => {
    const [asked, other] = [3, 30].map(functionLine =>
      createFrame('/app/mill.ts', 0, 0, { functionLine, functionColumn: 1 }),
    )
    if (!asked || !other) throw new Error('expected two frames, got fewer')
    const part = { startMs: 1000, endMs: 1050, gcMs: 0 }
    const profile = [asked, other].map(frame => ({ ...part, stack: [frame] }))
    const running = { file: '/app/mill.ts', line: 3, column: 1 }
    const originals = [{ running, original: { file: '/app/mill.ts', line: 7, column: 3 } }]
    const samples = [createSample(20, [createFrame('/app/other.js')])]
    const located = locateFrames(createEvidence(100, samples, { profile, originals }), {})
    expect(located.profile?.map(({ stack }) => stack.map(({ functionLine }) => functionLine))).toEqual([[7], []])
  })

  test.each(['/app/mill.ts', '/app/mill.mts', '/app/Mill.tsx', '/app/Mill.vue'])(
    'marks code of %s that nobody knows the original of',
    file => {
      expect(locate(createFrame(file))).toEqual(createFrame(file, 4, 5, { transformed: true }))
    },
  )

  test.each([
    ['is in the file', 2, 3, undefined],
    ['is the end of the file', 2, 8, undefined],
    ['is on a line that the file does not have', 3, 1, true],
    ['is beyond the end of its line', 1, 12, true],
    ['is in the middle of a word', 1, 4, true],
    ['has no column', 1, 0, undefined],
    ['has no line', 0, 0, undefined],
  ])('marks code whose position cannot be of the file: one that %s', (_, line, column, transformed) => {
    const located = locate(createFrame('/app/main.js', line, column), { readSource: () => 'first line\n  two()' })
    expect(located?.transformed).toBe(transformed)
  })

  test('does not doubt a position in a file with line breaks that only some count', () => {
    expect(locate(createFrame('/app/main.js', 9, 9), { readSource: () => 'a\u2028b' })).not.toHaveProperty(
      'transformed',
    )
  })

  test.each([
    ['on top has the line of its original, too', { line: 14 }, { line: 43, functionLine: 41 }],
    ['on top has no line where that is of other code', { line: 19 }, { line: 0, functionLine: 41 }],
    ['on top has no line where all of a bundle is one', { line: 10 }, { line: 0, functionLine: 41 }],
    ['below has none', { line: 0 }, { line: 0, functionLine: 41 }],
  ])('finds the function of a frame in a profile; one that is %s', (_, fields, expected) => {
    const lines: Record<number, number> = { 10: 41, 14: 43, 19: 7 }
    const options = {
      findOriginal: ({ line }: RawFrame) => ({ file: '/app/src/mill.ts', line: lines[line] ?? 0, column: 2 }),
    }
    const frame = createFrame('/app/dist/main.js', 0, 0, { functionLine: 10, functionColumn: 20, ...fields })
    expect(locate(frame, options)).toEqual({
      ...createFrame('/app/src/mill.ts', 0, 0, { functionColumn: 2 }),
      ...expected,
    })
  })

  test('leaves a frame in a profile alone where nothing was transformed', () => {
    const frame = createFrame('file:///app/main.js', 12, 0, { functionLine: 10, functionColumn: 20 })
    expect(locate(frame)).toEqual(frame)
    const source = createFrame('/app/mill.ts', 12, 0, { functionLine: 10, functionColumn: 20 })
    expect(locate(source)).toEqual({ ...source, transformed: true })
  })

  test('finds the place that evaluated code', () => {
    const frame = createFrame('eval at grind (file:///app/dist/main.js:8:9), <anonymous>', 1, 1, { function: 'eval' })
    expect(locate({ ...frame, file: 'eval at grind (file:///app/dist/main.js:8:9)' }, { findOriginal })).toMatchObject({
      file: '/app/src/mill.ts',
      line: 40,
    })
  })
})
