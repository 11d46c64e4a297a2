import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Comparison, compareBaseline } from '../../../src/gate/baseline.js'
import type { BaselineEntry, Standing } from '../../../src/model/baseline.js'
import type { Offender } from '../../../src/model/report.js'
import { anyEntries, createFound, readEntry, resizeEntry } from './sample-entries.js'

function compare(run: BaselineEntry[], entries: BaselineEntry[], factor = 1.5): Comparison {
  const found = run.map(createFound)
  const offenders = found.map(({ offender }) => offender)
  const blocks = found.map(({ block }) => block)
  return compareBaseline(offenders, blocks, { entries, factor, roots: ['/app'] })
}

function findStandings(run: BaselineEntry[], entries: BaselineEntry[], factor?: number): Standing[] {
  return compare(run, entries, factor).findings.map(({ standing }) => standing)
}

const { function: name, file, cause } = resizeEntry
const recordedAs = { function: name, file, cause }

describe('compareBaseline', () => {
  test('knows an offender by its fingerprint, up to the recorded time and a half', () => {
    expect(findStandings([{ ...resizeEntry, worstMs: 300 }, readEntry], [resizeEntry, readEntry])).toEqual([
      { state: 'known', judgedMs: 300, recordedMs: 200, allowedMs: 300 },
      { state: 'known', judgedMs: 80, recordedMs: 80, allowedMs: 120, note: 'once an hour' },
    ])
  })

  test('calls worse what takes longer than that, and allows more or less by the factor', () => {
    const slower = { ...resizeEntry, worstMs: 301 }
    expect(findStandings([slower], [resizeEntry])).toEqual([
      { state: 'worse', judgedMs: 301, recordedMs: 200, allowedMs: 300 },
    ])
    expect(findStandings([slower], [resizeEntry], 2)).toMatchObject([{ state: 'known', allowedMs: 400 }])
    expect(findStandings([resizeEntry], [resizeEntry], 1)).toMatchObject([{ state: 'known', allowedMs: 200 }])
  })

  test('judges the time that a block did not wait for a core', () => {
    const { offender, block } = createFound({ ...resizeEntry, worstMs: 400 })
    const options = { entries: [resizeEntry], factor: 1.5, roots: ['/app'] }
    const waited = { ...block, time: { gcMs: 0, waitMs: 150 } }
    expect(compareBaseline([offender], [waited], options).findings).toMatchObject([
      { standing: { state: 'known', judgedMs: 250 } },
    ])
  })

  test('asks about no offender none of whose blocks it is to judge, and calls its entry stale only when it is ignored', () => {
    const options = { entries: [resizeEntry], factor: 1.5, roots: ['/app'] }
    const { offender } = createFound(resizeEntry)
    const ignored: Offender = { ...offender, excused: 'start-up only' }
    const starved: Offender = { ...offender, cause: 'starved', excused: 'the machine had no core for the thread' }
    expect(compareBaseline([ignored], [], options)).toEqual({ findings: [], stale: [resizeEntry] })
    expect(compareBaseline([starved], [], options)).toEqual({ findings: [], stale: [] })
    expect(compareBaseline([offender], [], options)).toEqual({ findings: [], stale: [] })
  })

  test('calls new what no entry is like, and stale what did not occur', () => {
    expect(compare([readEntry], [resizeEntry])).toMatchObject({
      findings: [{ standing: { state: 'new', judgedMs: 80 } }],
      stale: [resizeEntry],
    })
  })

  test.each<[string, Partial<BaselineEntry>]>([
    ['was renamed', { function: 'shrink' }],
    ['was moved', { file: 'lib/images/thumbs.js' }],
    ['lost its name', { function: '<anonymous>' }],
  ])('recognises a function that %s, and says so', (_, change) => {
    const changed = { ...resizeEntry, ...change, fingerprint: '333333333333' }
    expect(compare([changed], [resizeEntry, readEntry])).toMatchObject({
      findings: [{ standing: { state: 'known', recordedAs } }],
      stale: [readEntry],
    })
  })

  test.each<[string, Partial<BaselineEntry>]>([
    ['another function in the same file', { function: 'crop', code: 'for (const row of image.rows) cut(row)' }],
    ['another function in the same file with a line like it', { function: 'crop', code: 'return deflate(image)' }],
    ['a function of the same name elsewhere that does something else', { file: 'lib/css/box.js', code: 'walk(rules)' }],
    ['a call that was seen where none was recorded', { cause: 'crypto' }],
    [
      'a function that was moved and whose line changed',
      { file: 'src/images/thumbnail.js', code: 'return await inflate(image)' },
    ],
    ['another function without a name in the same file', { function: '<anonymous>', code: 'cut(row)' }],
  ])('does not take %s for a known one', (_, change) => {
    const changed = { ...resizeEntry, ...change, fingerprint: '333333333333' }
    expect(findStandings([changed], [resizeEntry])).toMatchObject([{ state: 'new' }])
  })

  test('gives an entry to one renamed function only, whatever the order', () => {
    const renamed = { ...resizeEntry, fingerprint: '333333333333', function: 'resizeImage' }
    const copied = { ...resizeEntry, fingerprint: '444444444444', function: 'crop' }
    for (const run of [
      [renamed, copied],
      [copied, renamed],
    ]) {
      const states = compare(run, [resizeEntry]).findings.map(({ standing }) => standing.state)
      expect(states.sort()).toEqual(['known', 'new'])
    }
  })

  test('lets an entry hold for its function when a profile calls the cause another this time', () => {
    const flipped: BaselineEntry = { ...resizeEntry, fingerprint: '333333333333', cause: 'gc' }
    expect(findStandings([resizeEntry, flipped], [resizeEntry])).toMatchObject([
      { state: 'known' },
      { state: 'known', recordedAs },
    ])
  })

  test('knows no block without a name, not even by its fingerprint', () => {
    const unnamed: BaselineEntry = {
      fingerprint: '555555555555',
      function: '',
      file: '',
      cause: 'unknown',
      worstMs: 60,
    }
    expect(compare([unnamed], [unnamed, resizeEntry])).toEqual({ findings: [], stale: [unnamed, resizeEntry] })
  })

  test('records a package by what it is and not by where it lies', () => {
    const inPackage = { ...resizeEntry, file: '../.store/sharp@1/node_modules/sharp/lib/resize.js' }
    expect(compare([inPackage], []).findings).toMatchObject([{ entry: { file: 'node_modules/sharp/lib/resize.js' } }])
  })

  test('finds every offender known and nothing stale in a run that is the baseline itself', () => {
    fc.assert(
      fc.property(anyEntries, entries => {
        const { findings, stale } = compare(entries, entries)
        expect({ stale, states: findings.filter(({ standing }) => standing.state !== 'known') }).toEqual({
          stale: [],
          states: [],
        })
      }),
    )
  })

  test('comes to the same whatever the order', () => {
    const sortStandings = ({ findings }: Comparison) =>
      findings.map(({ entry, standing }) => [entry.fingerprint, standing] as const).sort(([a], [b]) => (a < b ? -1 : 1))
    fc.assert(
      fc.property(anyEntries, anyEntries, (run, entries) => {
        const turned = compare([...run].reverse(), [...entries].reverse())
        expect(sortStandings(turned)).toEqual(sortStandings(compare(run, entries)))
      }),
    )
  })
})
