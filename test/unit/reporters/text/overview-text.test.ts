import { describe, expect, test } from 'vitest'
import { createPalette } from '../../../../src/reporters/text/palette.js'
import { formatOverview } from '../../../../src/reporters/text/summary.js'
import { formatText } from '../../../../src/reporters/text.js'
import { bareOffender, fullOffender, fullReport, SAMPLE_CWD } from '../sample-report.js'

const palette = createPalette({ color: false })
const options = { color: false, cwd: SAMPLE_CWD }
const five = [
  { ...fullOffender, count: 120, worstMs: 12_345, totalMs: 60_000 },
  { ...fullOffender, cause: 'file-system' as const },
  fullOffender,
  bareOffender,
  { ...fullOffender, excused: 'start-up only' },
]

describe('formatOverview', () => {
  test('lists many offenders with their numbers, aligned', () => {
    expect(formatOverview(five, palette, options)).toBe(
      ` #  blocks   worst   total  cause        place
1.     120  12.3 s  60.0 s  javascript   resize src/thumbnail.js:42:9
2.       1  312 ms  312 ms  file-system  resize src/thumbnail.js:42:9
3.       1  312 ms  312 ms  javascript   resize src/thumbnail.js:42:9
4.       1   60 ms   60 ms  unknown      ?
5.       1  312 ms  312 ms  javascript   resize src/thumbnail.js:42:9 (does not count)`,
    )
  })

  test('is not needed for a few', () => {
    expect(formatOverview(five.slice(1), palette, options)).toBeUndefined()
  })

  test('shows thirty at most and counts the others', () => {
    const lines = formatOverview(Array(40).fill(fullOffender), palette, options)?.split('\n') ?? []
    expect(lines).toHaveLength(32)
    expect(lines.at(-1)).toBe('… 10 more places')
  })

  test('stands between the details and the verdict, where a reader of a long report is', () => {
    const text = formatText({ ...fullReport, offenders: five }, options)
    expect(text).toMatch(/\n5\. javascript .*\n\n # {2}blocks .*\n1\. .*\n\nprocesses .*verdict .*\n$/s)
  })

  test('lets no control character of the app reach the terminal', () => {
    const culprit = { ...fullOffender.culprit, function: 'a\n\u001b[2Jb' }
    const lines = formatOverview(Array(5).fill({ ...fullOffender, culprit }), palette, options)?.split('\n')
    expect(lines?.[1]).toMatch(/a {2}\[2Jb src/)
    expect(lines).toHaveLength(6)
  })
})
