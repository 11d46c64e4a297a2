import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { formatBaseline, readBaseline, writeBaseline } from '../../../../src/cli/config/baseline.js'
import { LoophoundError } from '../../../../src/model/errors.js'
import { anyEntries, readEntry, resizeEntry } from '../../gate/sample-entries.js'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loophound-baseline-'))
  file = join(folder, 'known.json')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

const TEXT = `{
  "version": 1,
  "offenders": [
    {
      "function": "readTable",
      "file": "src/table.js",
      "cause": "file-system",
      "worstMs": 80,
      "code": "const text = readFileSync(file, 'utf8')",
      "note": "once an hour",
      "fingerprint": "222222222222"
    },
    {
      "function": "resize",
      "file": "src/thumbnail.js",
      "cause": "javascript",
      "worstMs": 200,
      "code": "return inflate(image)",
      "fingerprint": "111111111111"
    }
  ]
}
`

function catchError(text: string): unknown {
  writeFileSync(file, text)
  try {
    return readBaseline('known.json', file, false)
  } catch (error) {
    return error instanceof LoophoundError ? { code: error.code, message: error.message } : error
  }
}

describe('readBaseline', () => {
  test('reads what is written, a field a line', () => {
    const baseline = { version: 1 as const, offenders: [readEntry, resizeEntry] }
    writeBaseline(file, baseline)
    expect(readFileSync(file, 'utf8')).toBe(TEXT)
    expect(readBaseline('known.json', file, false)).toEqual(baseline)
    expect(readdirSync(folder)).toEqual(['known.json'])
  })

  test('reads whatever can be written', () => {
    fc.assert(
      fc.property(anyEntries, offenders => {
        writeFileSync(file, formatBaseline({ version: 1, offenders }))
        expect(readBaseline('known.json', file, false)).toEqual({ version: 1, offenders })
      }),
      { numRuns: 30 },
    )
  })

  test('takes a missing file for an empty one only when one is about to be written', () => {
    expect(readBaseline('known.json', file, true)).toEqual({ version: 1, offenders: [] })
    expect(() => readBaseline('known.json', file, false)).toThrow(
      /^known\.json: expected a readable baseline, got ENOENT: .*; --update-baseline --accept-new writes one$/,
    )
  })

  test('reads a file that an editor has given a byte order mark and other line ends', () => {
    writeFileSync(file, `\uFEFF${TEXT.replaceAll('\n', '\r\n')}`)
    expect(readBaseline('known.json', file, false).offenders).toEqual([readEntry, resizeEntry])
  })

  test.each([
    [
      'a merge conflict',
      TEXT.replace(
        '      "worstMs": 200,\n',
        '<<<<<<< HEAD\n      "worstMs": 200,\n=======\n      "worstMs": 210,\n>>>>>>> other\n',
      ),
      'known.json: expected a baseline, got a merge conflict in line 17 (<<<<<<< HEAD); keep the entries of both sides',
    ],
    ['another version', '{"version":2}', 'known.json: expected a baseline with version 1, got 2 (number)'],
    ['no version', '{}', 'known.json: expected a baseline with version 1, got a file without one'],
    ['a list', '[]', 'known.json: expected a baseline with version 1, got a file without one'],
    ['no offenders', '{"version":1}', 'known.json: offenders: expected an array, got undefined'],
    [
      'a wrong time',
      TEXT.replace('200', '"200"'),
      'known.json: offenders[1].worstMs: expected a number of at least 0 (ms), got "200" (string)',
    ],
    [
      'a made-up fingerprint',
      TEXT.replace('111111111111', 'resize'),
      'known.json: offenders[1].fingerprint: expected 12 hexadecimal digits, got "resize" (string)',
    ],
    [
      'a mistyped field',
      TEXT.replace('"note"', '"notes"'),
      'known.json: offenders[0]: expected only fingerprint, function, file, cause, worstMs, code, note, got "notes" (string); did you mean note?',
    ],
    [
      'an entry twice',
      TEXT.replace('111111111111', '222222222222'),
      'known.json: offenders[1].fingerprint: expected each fingerprint once, got 222222222222 of offenders[0] again',
    ],
  ])('refuses a file with %s', (_, text, message) => {
    expect(catchError(text)).toEqual({ code: 'ERR_LOOPHOUND_BAD_BASELINE', message })
  })

  test('refuses a file that is no JSON, in one sentence', () => {
    expect(catchError('{ "version": 1,')).toEqual({
      code: 'ERR_LOOPHOUND_BAD_BASELINE',
      message: expect.stringMatching(/^known\.json: expected JSON, got "\{ \\"version\\": 1," \(string\) \(.+\)$/),
    })
  })
})

describe('writeBaseline', () => {
  test('refuses a place that cannot be written and leaves nothing there', () => {
    writeFileSync(file, '')
    expect(() => writeBaseline(join(file, 'b.json'), { version: 1, offenders: [] })).toThrow(
      /b\.json: expected a baseline that can be written, got ENOTDIR/,
    )
    expect(readdirSync(folder)).toEqual(['known.json'])
  })
})
