import fc from 'fast-check'
import { Parser } from 'tap-parser'
import { describe, expect, test } from 'vitest'
import { formatTap } from '../../../src/reporters/tap.js'
import { formatPlain } from '../../../src/reporters/text/words.js'
import { hostileReport } from './hostile-report.js'
import { fullOffender, fullReport, unjudgedReport } from './sample-report.js'

/** Test points and totals, as a TAP harness in strict mode reads them. */
function parse(tap: string) {
  const parser = new Parser({ strict: true })
  const points: { ok: boolean; name: string; skip?: unknown; todo?: unknown; diag?: Record<string, unknown> }[] = []
  const complaints: string[] = []
  parser.on('assert', point => points.push(point as never))
  parser.on('extra', line => complaints.push(line))
  parser.on('bailout', reason => complaints.push(reason))
  let results: { ok: boolean; count: number; fail: number; skip: number; failures: unknown[] } | undefined
  parser.on('complete', found => {
    results = found
  })
  parser.end(tap)
  return { points, complaints, results }
}

describe('formatTap', () => {
  test('prints a test point for each offender and one for the verdict', () => {
    expect(formatTap(fullReport)).toBe(`TAP version 14
1..3
not ok 1 - resize blocked the event loop for 312 ms
  ---
  cause: "javascript"
  confidence: "exact"
  why: "resize was running in 29 of 30 samples."
  at: "src/thumbnail.js:42:9"
  count: 1
  worst_ms: 312.4
  duration_ms: 312.4
  stack: ["inflate (node_modules/pngjs/lib/sync-inflate.js:120:7)","resize (src/thumbnail.js:42:9)","onRequest (src/server.js:12:3)"]
  context: {"url":"/thumb/3","user":"7"}
  remedy: "Move the work to an executor. (PNG#parse)"
  fingerprint: "0123456789ab"
  ...
ok 2 - the event loop was blocked for 60 ms, not over at the end # SKIP start-up only
  ---
  cause: "unknown"
  confidence: "none"
  why: "No sample was taken."
  count: 1
  worst_ms: 60
  duration_ms: 60
  stack: []
  fingerprint: "ffffffffffff"
  ...
not ok 3 - verdict: fail
  ---
  duration_ms: 4100
  threshold_ms: 50
  reasons: ["1 block, 0 allowed"]
  ...
`)
  })

  test('is read by a harness as it is meant', () => {
    const { points, complaints, results } = parse(formatTap(fullReport))
    expect(points.map(({ ok, skip }) => [ok, skip])).toEqual([
      [false, false],
      [true, 'start-up only'],
      [false, false],
    ])
    expect(results).toMatchObject({ ok: false, count: 3, fail: 2, skip: 1 })
    expect(complaints).toEqual([])
  })

  test('passes what the budget allowed', () => {
    const report = {
      ...fullReport,
      offenders: [fullOffender],
      verdict: { status: 'pass' as const, reasons: ['a gap'] },
    }
    expect(parse(formatTap(report)).results).toMatchObject({ ok: true, count: 2, fail: 0 })
  })

  test('fails on a verdict that is inconclusive', () => {
    const verdict = { status: 'inconclusive' as const, reasons: ['no Node process was measured'] }
    const { points } = parse(formatTap({ ...fullReport, offenders: [], verdict }))
    expect(points).toMatchObject([{ ok: false, name: 'verdict: inconclusive', diag: { reasons: verdict.reasons } }])
  })

  test('keeps its shape and every text whatever an app calls its functions', () => {
    fc.assert(
      fc.property(hostileReport, report => {
        const { points, complaints } = parse(formatTap(report))
        expect(complaints).toEqual([])
        expect(points).toHaveLength(report.offenders.length + 1)
        expect(points.at(-1)?.diag).toMatchObject({ reasons: report.verdict.reasons })
        report.offenders.forEach((offender, index) => {
          const { name = '', diag, skip, todo } = points[index] ?? {}
          expect(diag).toMatchObject({ why: offender.why, ...(offender.context ? { context: offender.context } : {}) })
          expect([Boolean(skip), Boolean(todo)]).toEqual([offender.excused !== undefined, false])
          if (offender.culprit) {
            const words = formatPlain(offender.culprit.function).trim()
            expect(name.startsWith(words), JSON.stringify([name, words])).toBe(true)
          }
        })
      }),
    )
  })

  test('skips what is not judged, with the reason', () => {
    const { points } = parse(formatTap(unjudgedReport))
    expect(points.map(({ ok, name, skip }) => [ok, name, skip])).toEqual([
      [false, 'resize blocked the event loop for 312 ms', false],
      [
        true,
        'resize blocked the event loop 2 times, worst 900 ms, total 1000 ms',
        'start-up, before the app was ready',
      ],
      [true, 'the event loop was blocked for 400 ms, not over at the end', 'a tool, not the app'],
      [true, 'resize blocked the event loop for 312 ms', 'a pool, where nobody waits for the loop'],
      [false, 'verdict: fail', false],
    ])
  })
})
