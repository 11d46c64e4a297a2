import { describe, expect, test } from 'vitest'
import { formatOffender } from '../../../../src/reporters/text/offender.js'
import { bareOffender, fullBlock, fullOffender, resizeFrame, SAMPLE_CWD } from '../sample-report.js'

const options = { color: false, cwd: SAMPLE_CWD }

describe('formatOffender', () => {
  test('prints the stack without weights when it has no blocks to weigh', () => {
    expect(
      formatOffender({ ...fullOffender, count: 3, totalMs: 900 }, options),
    ).toBe(`javascript  3 blocks, worst 312 ms, total 900 ms
  resize src/thumbnail.js:42:9
  resize was running in 29 of 30 samples.
  → Move the work to an executor. (PNG#parse)
      41 │ export function resize(image) {
    > 42 │  return inflate(image) // 'slow'
         │         ^
      43 │ }
    at inflate (node_modules/pngjs/lib/sync-inflate.js:120:7)
    at resize (src/thumbnail.js:42:9)
    at async onRequest (src/server.js:12:3)
  callback  HTTPINCOMINGMESSAGE
  context   url=/thumb/3 user=7
  delayed   14 I/O events waited behind it`)
  })

  test('weighs only blocks of the offender', () => {
    const other = { ...fullBlock, fingerprint: 'aaaaaaaaaaaa' }
    const text = formatOffender(fullOffender, { ...options, blocks: [fullBlock, other] })
    expect(text).toContain('312 ms  resize (')
  })

  test('counts a recursive function once a sample', () => {
    const stack = [resizeFrame, resizeFrame]
    const block = { ...fullBlock, samples: [{ stack, weightMs: 100, source: 'interrupt' as const }] }
    const text = formatOffender({ ...fullOffender, stack }, { ...options, blocks: [block] })
    expect(text).toContain('    100 ms  resize (src/thumbnail.js:42:9)\n    100 ms  resize (')
  })

  test('does not pretend that a position in transformed code is one of the file', () => {
    const culprit = { ...resizeFrame, file: `${SAMPLE_CWD}/src/thumbnail.ts`, transformed: true as const }
    const { source: _, ...offender } = { ...fullOffender, culprit, confidence: 'likely' as const }
    expect(formatOffender(offender, options).split('\n')[1]).toBe(
      '  resize src/thumbnail.ts, in transformed code at 42:9 (likely)',
    )
  })

  test('prints only the head of an excused one', () => {
    expect(formatOffender({ ...fullOffender, excused: 'start-up only' }, options)).toBe(
      `javascript  1 block, worst 312 ms, total 312 ms (does not count: start-up only)
  resize src/thumbnail.js:42:9
  resize was running in 29 of 30 samples.`,
    )
  })

  test('prints what is known of an unknown one', () => {
    expect(formatOffender(bareOffender, options)).toBe(
      'unknown  1 block, worst 60 ms, total 60 ms\n  No sample was taken.',
    )
  })
})
