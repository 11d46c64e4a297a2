import fc from 'fast-check'
import { marked } from 'marked'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../../src/model/report.js'
import { formatMarkdown } from '../../../src/reporters/markdown.js'
import { hostileReport, hostileText } from './hostile-report.js'
import { bareOffender, fullOffender, fullReport, judgedReport } from './sample-report.js'

function parse(markdown: string): string {
  return marked.parse(markdown, { gfm: true, async: false })
}

/** The tags of HTML, in order. */
function listTags(html: string): string[] {
  return [...html.matchAll(/<\/?[a-z][a-z0-9]*/gi)].map(([tag]) => tag.toLowerCase())
}

/** Text of the cells of a table, row by row. */
function readCells(html: string): string[][] {
  const rows = [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => row)
  return rows.map(row => [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs)].map(([, cell = '']) => toText(cell)))
}

function toText(html: string): string {
  const text = html.replaceAll(/<[^>]*>/g, '')
  return text.replaceAll(/&(?:#(\d+)|(lt|gt|quot|amp));/g, (_, code, name) => NAMED[name] ?? String.fromCodePoint(code))
}

const NAMED: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' }

function toOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}

/** The same report with a plain word for each text that is not empty. */
function tame(report: Report): Report {
  const word = (text: string) => (toOneLine(text) === '' ? '' : 'x')
  return {
    ...report,
    offenders: report.offenders.map(({ culprit, excused, ...offender }) => ({
      ...offender,
      ...(culprit ? { culprit: { ...culprit, function: word(culprit.function) } } : {}),
      ...(excused === undefined ? {} : { excused: word(excused) }),
    })),
    verdict: { ...report.verdict, reasons: report.verdict.reasons.map(word) },
  }
}

describe('formatMarkdown', () => {
  test('shows the verdict, a table of offenders, what was measured, and details to unfold', () => {
    expect(formatMarkdown(fullReport)).toBe(`## loophound: fail

2 blocks of 50 ms or longer in 2 places.

- 1 block, 0 allowed

| | function | place | cause | blocks | worst | total |
|--:|---|---|---|--:|--:|--:|
| 1 | \`resize\` | \`src/thumbnail.js:42:9\` | javascript | 1 | 312 ms | 312 ms |
| 2 |  |  | unknown<br>not over at the end<br>does not count: start-up only | 1 | 60 ms | 60 ms |

\`\`\`text
processes     1 process, 1 worker thread
start-up      180 ms before the loop's first turn
delay         p50 0.1 ms, p90 1.2 ms, p99 48 ms, p99.9 291 ms, max 312 ms
not measured  process 100 (src/server.js): interrupts off: permission-model
not measured  process 100, thread 1 (src/server.js): it left no summary: it was killed, or outlived the command
verdict       fail: 1 block, 0 allowed
\`\`\`

<details><summary>1. resize blocked the event loop for 312 ms</summary>

\`\`\`text
javascript  1 block, worst 312 ms, total 312 ms
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
\`\`\`

</details>

<details><summary>2. the event loop was blocked for 60 ms, not over at the end</summary>

\`\`\`text
unknown  1 block, worst 60 ms, total 60 ms still blocked at the end (does not count: start-up only)
  in src/server.js, process 100, main thread
  No sample was taken.
\`\`\`

</details>
`)
  })

  test('says what the baseline says', () => {
    const markdown = formatMarkdown(judgedReport)
    expect(markdown).toContain('| javascript<br>known | 1 |')
    expect(markdown).toContain('<summary>1. resize blocked the event loop for 312 ms, known to the baseline</summary>')
  })

  test('links places in the repository', () => {
    const culprit = { ...fullOffender.culprit, file: '/app/src/[id] (1).js' }
    const inPackage = { ...fullOffender.culprit, file: '/app/node_modules/a/b.js' }
    const offenders = [culprit, inPackage].map(frame => ({ ...fullOffender, culprit: frame }))
    const html = parse(
      formatMarkdown({ ...fullReport, offenders }, { sourceUrl: 'https://example.test/o/r/blob/1a2b' }),
    )
    expect([...html.matchAll(/<a href="([^"]*)">/g)].map(([, href]) => href)).toEqual([
      'https://example.test/o/r/blob/1a2b/src/%5Bid%5D%20%281%29.js#L42',
    ])
  })

  test('says that there was no block, or that nothing was measured', () => {
    const quiet: Report = { ...fullReport, blocks: [], offenders: [], verdict: { status: 'pass', reasons: [] } }
    expect(formatMarkdown(quiet)).toMatch(/^## loophound: pass\n\nNo block of 50 ms or longer\.\n\n```text\n/)
    expect(formatMarkdown({ ...quiet, processes: [] })).toMatch(/^## loophound: pass\n\nNothing was measured\.\n/)
  })

  test('leaves out details and then rows to stay within its size, and says how many', () => {
    const offenders = Array.from({ length: 400 }, () => fullOffender)
    const some = formatMarkdown({ ...fullReport, offenders })
    expect(Buffer.byteLength(some)).toBeLessThanOrEqual(65_000)
    expect(some).toMatch(
      /\n\| 400 \|.*\n\n```text.*\n\n… \d+ more places have no details here, to keep this short\.\n$/s,
    )
    const few = formatMarkdown({ ...fullReport, offenders }, { maxSizeBytes: 16_384 })
    expect(few).toMatch(/\n\n… \d+ more places are left out here, to keep this short\.\n\n```text/)
    expect(parse(few).match(/<tr>/g)?.length).toBeGreaterThan(100)
  })

  test('refuses a size in which not even the verdict may find room', () => {
    expect(() => formatMarkdown(fullReport, { maxSizeBytes: 1000 })).toThrow(
      'maxSizeBytes: expected a number of at least 16384 (bytes), got 1000 (number)',
    )
  })

  test('stays within its size whatever the report', () => {
    const long = fc.tuple(hostileText, fc.constantFrom(1, 50, 1000)).map(([text, count]) => text.repeat(count))
    fc.assert(
      fc.property(long, fc.constantFrom(1, 20, 100), (text, count) => {
        const culprit = { ...fullOffender.culprit, function: text, file: `/app/${text}` }
        const offender = { ...fullOffender, culprit, stack: [culprit], why: text, excused: text }
        const report: Report = {
          ...fullReport,
          processes: fullReport.processes.map(process => ({ ...process, argv: ['node', text] })),
          offenders: Array.from({ length: count }, () => offender),
          verdict: { status: 'fail', reasons: Array.from({ length: count }, () => text) },
        }
        const markdown = formatMarkdown(report, { maxSizeBytes: 16_384, sourceUrl: 'https://example.test' })
        expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(16_384)
      }),
      { numRuns: 30 },
    )
  })

  test('keeps its structure whatever an app calls its functions', () => {
    fc.assert(
      fc.property(hostileReport, report => {
        const html = parse(formatMarkdown(report))
        expect(listTags(html)).toEqual(listTags(parse(formatMarkdown(tame(report)))))
        const functions = report.offenders.map(({ culprit }) => toOneLine(culprit?.function ?? ''))
        expect(
          readCells(html)
            .slice(1)
            .map(([, name = '']) => name),
        ).toEqual(functions)
      }),
    )
  })

  test('mentions nobody and refers to no issue', () => {
    const excused = 'see #12, ask @team or a@example.test, https://example.test'
    const markdown = formatMarkdown({ ...fullReport, offenders: [{ ...bareOffender, excused }] })
    const row = markdown.split('\n').find(line => line.startsWith('| 1 |')) ?? ''
    expect(row).not.toMatch(/#12|@|:\/\//)
    expect(readCells(parse(markdown))[1]?.[3]).toBe(`unknowndoes not count: ${excused}`)
  })
})
