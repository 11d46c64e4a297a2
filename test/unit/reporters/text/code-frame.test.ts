import { describe, expect, test } from 'vitest'
import { formatCodeFrame } from '../../../../src/reporters/text/frames.js'
import { createPalette } from '../../../../src/reporters/text/palette.js'
import { resizeFrame } from '../sample-report.js'

const palette = createPalette({ color: false })

describe('formatCodeFrame', () => {
  test('aligns line numbers of different length', () => {
    const source = [
      { line: 9, text: 'a()' },
      { line: 10, text: '  b()' },
    ]
    expect(formatCodeFrame(source, { ...resizeFrame, line: 10, column: 3 }, palette)).toEqual([
      '   9 │ a()',
      '> 10 │   b()',
      '     │   ^',
    ])
  })

  test('puts no caret where the column is unknown', () => {
    expect(formatCodeFrame([{ line: 1, text: 'a()' }], { ...resizeFrame, line: 1, column: 0 }, palette)).toEqual([
      '> 1 │ a()',
    ])
  })

  test('shows of a minified line the part around the column', () => {
    const text = `${'x'.repeat(500)}slow()${'y'.repeat(500)}`
    const [line = '', caret = ''] = formatCodeFrame(
      [{ line: 1, text }],
      { ...resizeFrame, line: 1, column: 501 },
      palette,
    )
    expect(line.length).toBeLessThanOrEqual(106)
    expect(line.slice(caret.indexOf('^'))).toMatch(/^slow\(\)yyy/)
  })

  test('shows short lines around a minified one from their beginning', () => {
    const source = [
      { line: 1, text: 'use(strict)' },
      { line: 2, text: `${'x'.repeat(500)}slow()` },
    ]
    expect(formatCodeFrame(source, { ...resizeFrame, line: 2, column: 501 }, palette)[0]).toBe('  1 │ use(strict)')
  })

  test('is empty without source', () => {
    expect(formatCodeFrame([], resizeFrame, palette)).toEqual([])
  })
})
