import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareBaseline, type UpdatedBaseline, updateBaseline } from '../../../src/gate/baseline.js'
import { compareEntries } from '../../../src/gate/baseline-match.js'
import type { BaselineEntry } from '../../../src/model/baseline.js'
import { anyEntries, createFound, readEntry, resizeEntry } from './sample-entries.js'

function compare(run: BaselineEntry[], entries: BaselineEntry[]) {
  const found = run.map(createFound)
  return compareBaseline(
    found.map(({ offender }) => offender),
    found.map(({ block }) => block),
    { entries, factor: 1.5, roots: ['/app'] },
  )
}

function update(run: BaselineEntry[], entries: BaselineEntry[], accept: 'known' | 'new' = 'known'): UpdatedBaseline {
  return updateBaseline(entries, compare(run, entries), accept)
}

function countFailures(run: BaselineEntry[], entries: BaselineEntry[]): number {
  return compare(run, entries).findings.filter(({ standing }) => standing.state !== 'known').length
}

describe('updateBaseline', () => {
  test('shortens times, drops what is stale, keeps notes, and takes in nothing new', () => {
    const unknown: BaselineEntry = { ...resizeEntry, fingerprint: '333333333333', function: 'crop', code: 'cut(rows)' }
    const stale: BaselineEntry = {
      ...resizeEntry,
      fingerprint: '444444444444',
      file: 'old/css.js',
      function: 'walk',
      code: '',
    }
    const run = [{ ...readEntry, worstMs: 60.2 }, { ...resizeEntry, worstMs: 250 }, unknown]
    expect(update(run, [resizeEntry, stale, readEntry])).toEqual({
      baseline: { version: 1, offenders: [{ ...readEntry, worstMs: 61 }, resizeEntry] },
      update: { added: 0, changed: 1, removed: 1 },
    })
  })

  test('takes in what is new and what got worse when told so, in order of file and function', () => {
    const slower = { ...resizeEntry, worstMs: 310.4 }
    expect(update([slower, readEntry], [resizeEntry], 'new')).toEqual({
      baseline: { version: 1, offenders: [withoutNote(readEntry), { ...resizeEntry, worstMs: 311 }] },
      update: { added: 1, changed: 1, removed: 0 },
    })
  })

  test('gives a function that was moved its new place', () => {
    const moved = { ...withoutNote(readEntry), fingerprint: '333333333333', file: 'src/io/table.js', worstMs: 75 }
    expect(update([moved], [readEntry]).baseline.offenders).toEqual([{ ...moved, note: 'once an hour' }])
  })

  test('never loosens, unless told to accept what is new', () => {
    fc.assert(
      fc.property(anyEntries, anyEntries, (run, entries) => {
        const next = update(run, entries).baseline.offenders
        expect(next.length).toBeLessThanOrEqual(entries.length)
        expect(sumMs(next)).toBeLessThanOrEqual(sumMs(entries))
        // What failed before fails after: the run is as many failures away from passing.
        expect(countFailures(run, next)).toBeGreaterThanOrEqual(countFailures(run, entries))
      }),
    )
  })

  test('makes no difference to do it twice', () => {
    fc.assert(
      fc.property(anyEntries, anyEntries, fc.constantFrom('known' as const, 'new' as const), (run, entries, accept) => {
        const once = update(run, entries, accept).baseline
        expect(update(run, once.offenders, accept)).toEqual({
          baseline: once,
          update: { added: 0, changed: 0, removed: 0 },
        })
      }),
    )
  })

  test('lets the run pass that it accepts, and keeps order, fingerprints and notes', () => {
    fc.assert(
      fc.property(anyEntries, anyEntries, (run, entries) => {
        const next = update(run, entries, 'new').baseline.offenders
        expect(countFailures(run, next)).toBe(0)
        expect([...next].sort(compareEntries)).toEqual(next)
        expect(new Set(next.map(({ fingerprint }) => fingerprint)).size).toBe(next.length)
      }),
    )
  })
})

function withoutNote({ note: _, ...entry }: BaselineEntry): BaselineEntry {
  return entry
}

function sumMs(entries: BaselineEntry[]): number {
  return entries.reduce((sum, { worstMs }) => sum + worstMs, 0)
}
