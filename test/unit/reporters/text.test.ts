import { describe, expect, test } from 'vitest'
import type { Standing } from '../../../src/model/baseline.js'
import type { Block } from '../../../src/model/block.js'
import type { Report } from '../../../src/model/report.js'
import { formatText } from '../../../src/reporters/text.js'
import { fullBlock, fullProcess, fullReport, judgedReport, SAMPLE_CWD, unjudgedReport } from './sample-report.js'

const options = { color: false, cwd: SAMPLE_CWD }

describe('formatText', () => {
  test('prints each offender, then what was measured and the verdict', () => {
    expect(formatText(fullReport, options)).toBe(`
loophound: 2 blocks of 50 ms or longer in 2 places

1. javascript  1 block, worst 312 ms, total 312 ms
  resize src/thumbnail.js:42:9
  in src/server.js, process 100, main thread
  resize was running in 29 of 30 samples.
  → Move the work to an executor. (PNG#parse)
      41 │ export function resize(image) {
    > 42 │  return inflate(image) // 'slow'
         │         ^
      43 │ }
    300 ms  inflate (node_modules/pngjs/lib/sync-inflate.js:120:7)
    312 ms  resize (src/thumbnail.js:42:9)
    312 ms  async onRequest (src/server.js:12:3)
  callback  HTTPINCOMINGMESSAGE
  origin    async onRequest (src/server.js:12:3)
  context   url=/thumb/3 user=7
  delayed   14 I/O events waited behind it

2. unknown  1 block, worst 60 ms, total 60 ms still blocked at the end (does not count: start-up only)
  in src/server.js, process 100, main thread
  No sample was taken.

processes     1 process, 1 worker thread
start-up      180 ms before the loop's first turn
delay         p50 0.1 ms, p90 1.2 ms, p99 48 ms, p99.9 291 ms, max 312 ms
not measured  process 100 (src/server.js): interrupts off: permission-model
not measured  process 100, thread 1 (src/server.js): it left no summary: it was killed, or outlived the command
verdict       fail: 1 block, 0 allowed
`)
  })

  test('says of a known offender only what it is and what the baseline allows, and what is of no use any more', () => {
    const [first, rest] = formatText(judgedReport, options).split('\n\n2. ')
    expect(first).toBe(`
loophound: 2 blocks of 50 ms or longer in 2 places

1. javascript  1 block, worst 312 ms, total 312 ms
  resize src/thumbnail.js:42:9
  in src/server.js, process 100, main thread
  resize was running in 29 of 30 samples.
  baseline  known, 310 ms (limit 375 ms); recorded as shrink src/image.js (javascript); streams in June`)
    expect(rest?.split('\n').slice(-6)).toEqual([
      'not measured  process 100, thread 1 (src/server.js): it left no summary: it was killed, or outlived the command',
      'unused rule   function=parse file=src/*.js cause=json in --ignore matched no block',
      'stale         render src/render.js (json) did not occur; remove it with --update-baseline',
      'baseline      1 added, 2 changed, 3 removed in loophound-baseline.json',
      'verdict       fail: 1 block, 0 allowed',
      '',
    ])
  })

  test.each<[Standing, string]>([
    [{ state: 'new', judgedMs: 60 }, 'baseline  new'],
    [
      { state: 'worse', judgedMs: 310, recordedMs: 100, allowedMs: 150 },
      'baseline  worse, 310 ms (limit 150 ms), recorded 100 ms',
    ],
  ])('shows an offender of standing %j in full', (standing, line) => {
    const [offender] = fullReport.offenders
    const output = formatText({ ...fullReport, offenders: offender ? [{ ...offender, standing }] : [] }, options)
    expect(output).toContain(line)
    expect(output).toContain('→ Move the work')
  })

  test('says that there was no block', () => {
    const quiet = { ...fullReport, blocks: [], offenders: [], verdict: { status: 'pass', reasons: [] } } as const
    const { delay: _, ...report } = { ...quiet, blocks: [], offenders: [], processes: [fullProcess] }
    expect(formatText({ ...report, verdict: { status: 'pass', reasons: [] } }, options)).toBe(`
loophound: no block of 50 ms or longer

processes     1 process
start-up      180 ms before the loop's first turn
not measured  process 100 (src/server.js): interrupts off: permission-model
verdict       pass
`)
  })

  test('says that nothing was measured', () => {
    const { delay: _, ...report } = fullReport
    const verdict = { status: 'inconclusive' as const, reasons: ['no Node process was measured'] }
    expect(formatText({ ...report, blocks: [], offenders: [], processes: [], verdict }, options)).toBe(`
loophound: nothing was measured

processes  0 processes
verdict    inconclusive: no Node process was measured
`)
  })

  test('has the same words with colors', () => {
    const colored = formatText(fullReport, { ...options, color: true })
    const plain = colored.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '')
    expect(colored).not.toBe(plain)
    expect(plain.replace(' loophound ', 'loophound:')).toBe(formatText(fullReport, options))
  })

  test('gives what is not judged a line each, after what is, with its process and thread', () => {
    expect(formatText(unjudgedReport, options)).toBe(`
loophound: 1 block of 50 ms or longer in 1 place, and 4 that are not judged

1. javascript  1 block, worst 312 ms, total 312 ms
  resize src/thumbnail.js:42:9
  in src/server.js, process 100, main thread
  resize was running in 29 of 30 samples.
  → Move the work to an executor. (PNG#parse)
      41 │ export function resize(image) {
    > 42 │  return inflate(image) // 'slow'
         │         ^
      43 │ }
    300 ms  inflate (node_modules/pngjs/lib/sync-inflate.js:120:7)
    312 ms  resize (src/thumbnail.js:42:9)
    312 ms  async onRequest (src/server.js:12:3)
  callback  HTTPINCOMINGMESSAGE
  origin    async onRequest (src/server.js:12:3)
  context   url=/thumb/3 user=7
  delayed   14 I/O events waited behind it

not judged: 2 blocks of javascript, worst 900 ms in resize src/thumbnail.js:42:9 (src/server.js, process 100, main thread): start-up, before the app was ready
not judged: 400 ms of unknown cause, not over at the end (npm/bin/npm-cli.js, process 90): a tool, not the app
not judged: 312 ms of javascript in resize src/thumbnail.js:42:9 (src/server.js, process 100, thread 1 resize-1): a pool, where nobody waits for the loop

processes     2 processes, 1 worker thread
blocks in     src/server.js (4), npm/bin/npm-cli.js (1)
start-up      180 ms until listening, longest 900 ms in resize src/thumbnail.js:42:9
delay         p50 0.1 ms, p90 1.2 ms, p99 48 ms, p99.9 291 ms, max 312 ms
not measured  process 90 (/usr/bin/npm start): interrupts off: permission-model
not measured  process 100 (src/server.js): interrupts off: permission-model
not measured  process 100, thread 1 (src/server.js): it left no summary: it was killed, or outlived the command
verdict       fail: 1 block, 0 allowed
`)
  })

  test('shows what is ignored as ignored, though it would not be judged either', () => {
    const block: Block = { ...fullBlock, unjudged: 'a tool, not the app', ignored: { reason: 'known' } }
    const [offender] = fullReport.offenders
    const offenders = offender ? [{ ...offender, excused: 'known' }] : []
    const text = formatText({ ...fullReport, blocks: [block], offenders }, options)
    expect(text).toContain('1. javascript  1 block, worst 312 ms, total 312 ms (does not count: known)')
    expect(text).not.toContain('not judged')
  })

  test('says that no block is judged', () => {
    const blocks = unjudgedReport.blocks.filter(({ unjudged }) => unjudged !== undefined)
    const offenders = unjudgedReport.offenders.filter(({ excused }) => excused !== undefined)
    const first = (report: Report) => formatText(report, options).split('\n')[1]
    expect(first({ ...unjudgedReport, blocks, offenders })).toBe(
      'loophound: no block of 50 ms or longer but 4 that are not judged',
    )
    expect(first({ ...unjudgedReport, blocks: blocks.slice(0, 1), offenders: offenders.slice(0, 1) })).toBe(
      'loophound: no block of 50 ms or longer but 1 that is not judged',
    )
  })

  test('shows five lines of what is not judged, and counts the others', () => {
    const { blocks, offenders } = unjudgedReport
    const early = offenders.filter(({ excused }) => excused?.startsWith('start-up'))
    const fingerprints = [...'1234567'].map(digit => digit.repeat(12))
    const report = {
      ...unjudgedReport,
      blocks: fingerprints.flatMap(fingerprint => blocks.map(block => ({ ...block, fingerprint }))),
      offenders: fingerprints.flatMap(fingerprint => early.map(offender => ({ ...offender, fingerprint }))),
    }
    const lines = formatText(report, options).split('\n')
    const shown = lines.filter(line => line.startsWith('not judged: '))
    expect([shown.length, shown[5]]).toEqual([6, 'not judged: … and 2 more places'])
  })
})
