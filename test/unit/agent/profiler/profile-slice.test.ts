import type { Profiler } from 'node:inspector'
import { describe, expect, test } from 'vitest'
import { sliceProfile } from '../../../../src/agent/profiler/profile-slice.js'

const APP = 'file:///app/server.js'

/** A profile whose samples are 10 ms apart, the first of them 10 ms after its start at 1000 ms. */
function createProfile(names: string[]): Profiler.Profile {
  const nodes = [
    createNode(1, '(root)', '', -1, [2, 3, 4, 5, 9]),
    createNode(2, '(idle)', '', -1),
    createNode(3, '(program)', '', -1),
    createNode(4, '(garbage collector)', '', -1),
    createNode(5, 'main', APP, 0, [6, 7]),
    { ...createNode(6, 'loop', APP, 9), positionTicks: [ticks(12, 2), ticks(11, 5), ticks(4, 9)] },
    createNode(7, 'wrapped', 'file:///loophound.js', 99, [8]),
    createNode(8, 'hash', '', -1),
    createNode(9, '', '', 0, []),
  ]
  const evaluated = nodes[8]
  if (evaluated) evaluated.callFrame.scriptId = '77'
  const ids = names.map(name => nodes.find(({ callFrame }) => callFrame.functionName === name)?.id ?? 0)
  return { nodes, startTime: 1_000_000, endTime: 2_000_000, samples: ids, timeDeltas: ids.map(() => 10_000) }
}

function createNode(id: number, functionName: string, url: string, lineNumber: number, children: number[] = []) {
  const scriptId = url === '' ? '0' : '9'
  return { id, callFrame: { functionName, scriptId, url, lineNumber, columnNumber: 4 }, children }
}

function ticks(line: number, count: number): Profiler.PositionTickInfo {
  return { line, ticks: count }
}

const isSafepoint = ({ url, line, column }: { url: string; line: number; column: number }) =>
  url === 'file:///loophound.js' && line === 100 && column === 5
const isCapture = ({ url }: { url: string }) => url === 'loophound:interrupt'
const isOwn = ({ url }: { url: string }) => url === 'loophound:tick'
const cut = (names: string[], startMs = 1000, endMs = 1100) =>
  sliceProfile(createProfile(names), { startMs, endMs, isSafepoint, isCapture, isOwn })

const main = { function: 'main', typeName: null, file: APP, line: 0, column: 0, functionLine: 1, functionColumn: 5 }
const mainOnTop = { ...main, line: 0 }
const loop = { function: 'loop', typeName: null, file: APP, line: 11, column: 0, functionLine: 10, functionColumn: 5 }
const hash = { function: 'hash', typeName: null, file: null, line: 0, column: 0 }

describe('sliceProfile', () => {
  test('gives stacks with the time since the sample before, up to the end of the interval', () => {
    const { samples } = cut(['loop', 'main', 'main'], 1002, 1050)
    expect(samples).toEqual([
      { startMs: 1002, endMs: 1010, gcMs: 0, stack: [loop, main] },
      { startMs: 1010, endMs: 1050, gcMs: 0, stack: [mainOnTop] },
    ])
  })

  test('leaves out what was before and after', () => {
    const { samples, ticks } = cut(['main', 'main', 'loop', 'main'], 1021, 1035)
    expect(samples).toEqual([{ startMs: 1021, endMs: 1035, gcMs: 0, stack: [loop, main] }])
    expect(ticks).toEqual([{ atMs: 1030, isIdle: false }])
  })

  test('gives the lines of the function on top that are its own, the heaviest one', () => {
    expect(cut(['loop']).samples[0]?.stack[0]).toEqual(loop)
  })

  test('gives garbage collection to the work around it, and says how long it was', () => {
    expect(cut(['(garbage collector)', 'loop', '(garbage collector)', 'loop'], 1000, 1040).samples).toEqual([
      { startMs: 1000, endMs: 1040, gcMs: 20, stack: [loop, main] },
    ])
  })

  test('gives 500 parts of a long block at most, without a gap', () => {
    const names = Array.from({ length: 6000 }, (_, index) => (index % 3 === 0 ? 'main' : 'loop'))
    const { samples } = cut(names, 1000, 61_000)
    expect(samples.length).toBeLessThanOrEqual(500)
    expect([samples[0]?.startMs, samples.at(-1)?.endMs]).toEqual([1000, 61_000])
    expect(samples.slice(1).every(({ startMs }, index) => startMs === samples[index]?.endMs)).toBe(true)
    expect(new Set(samples.map(({ stack }) => stack[0]?.function))).toEqual(new Set(['loop']))
  })

  test('has no stack when nothing but garbage was collected', () => {
    expect(cut(['(garbage collector)']).samples).toEqual([{ startMs: 1000, endMs: 1100, gcMs: 10, stack: [] }])
  })

  test('weighs a call that was seen once, at its end, by its time', () => {
    const profile = createProfile(['loop', 'hash', 'loop'])
    profile.timeDeltas = [10_000, 80_000, 10_000]
    const { samples } = sliceProfile(profile, { startMs: 1000, endMs: 1100, isSafepoint, isCapture, isOwn })
    expect(samples.map(({ startMs, endMs }) => endMs - startMs)).toEqual([10, 80, 10])
  })

  test('puts samples in order that V8 has taken from two queues', () => {
    const profile = createProfile(['loop', 'main', 'loop'])
    profile.timeDeltas = [10_000, 20_000, -10_000]
    const { ticks } = sliceProfile(profile, { startMs: 1000, endMs: 1100, isSafepoint, isCapture, isOwn })
    expect(ticks.map(({ atMs }) => atMs)).toEqual([1010, 1020, 1030])
  })

  test('says when the loop waited for events', () => {
    const { samples, ticks } = cut(['(idle)', 'main'], 1000, 1020)
    expect(ticks).toEqual([
      { atMs: 1010, isIdle: true },
      { atMs: 1020, isIdle: false },
    ])
    expect(samples.map(({ stack }) => stack)).toEqual([[], [mainOnTop]])
  })

  test('leaves out stand-ins for natives, and names a native that it knows nothing else of', () => {
    expect(cut(['hash']).samples[0]?.stack).toEqual([hash, main])
    expect(cut(['wrapped']).samples[0]?.stack).toEqual([{ ...hash, function: '(native)' }, main])
  })

  test('passes over what loophound itself did in the loop', () => {
    const profile = createProfile(['loop', 'hash', 'loop'])
    for (const node of profile.nodes) if (node.id === 7) node.callFrame.url = 'loophound:tick'
    const { samples } = sliceProfile(profile, { startMs: 1000, endMs: 1030, isSafepoint, isCapture, isOwn })
    expect(samples).toEqual([{ startMs: 1000, endMs: 1030, gcMs: 0, stack: [loop, main] }])
  })

  test('leaves out natives that cannot have taken long', () => {
    const profile = createProfile(['hash'])
    for (const node of profile.nodes) if (node.id === 8) node.callFrame.functionName = 'now'
    const { samples } = sliceProfile(profile, { startMs: 1000, endMs: 1100, isSafepoint, isCapture, isOwn })
    expect(samples[0]?.stack).toEqual([{ ...hash, function: '(native)' }, main])
  })

  test('leaves out evaluated code, whose place V8 does not tell', () => {
    expect(cut(['']).samples[0]?.stack).toEqual([])
  })

  test('leaves out what loophound itself runs in an interrupt', () => {
    const profile = createProfile(['hash'])
    for (const node of profile.nodes) if (node.id === 7) node.callFrame.url = 'loophound:interrupt'
    expect(
      sliceProfile(profile, { startMs: 1000, endMs: 1100, isSafepoint, isCapture, isOwn }).samples[0]?.stack,
    ).toEqual([main])
  })
})
