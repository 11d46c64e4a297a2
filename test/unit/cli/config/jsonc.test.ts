import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJsonc } from '../../../../src/cli/config/jsonc.js'
import { LoophoundError } from '../../../../src/model/errors.js'

function parse(text: string): unknown {
  return parseJsonc(text, 'c.json')
}

function findFault(text: string): string | undefined {
  try {
    parse(text)
    return undefined
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_LOOPHOUND_BAD_CONFIG' })
    return error instanceof LoophoundError ? error.message : String(error)
  }
}

/** The tokens of a JSON text, between which anything blank may stand. */
function splitTokens(json: string): string[] {
  return json.match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^[\]{}:,"]+/gs) ?? []
}

describe('parseJsonc', () => {
  test('reads JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t', '\r'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent)
        expect(parse(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  test('reads the same with comments and blanks between all tokens, and commas before the ends', () => {
    const blank = fc.constantFrom('', ' ', '\n', '\r\n\t', '// one "\n', '/* two, } \n */', '/***/', '//\r')
    fc.assert(
      fc.property(fc.json(), fc.array(blank, { minLength: 7, maxLength: 7 }), (json, blanks) => {
        const tokens = splitTokens(json).flatMap((token, index, all) => {
          const before = all[index - 1] ?? '{'
          return [']', '}'].includes(token) && !['[', '{'].includes(before) ? [',', token] : [token]
        })
        const text = tokens.map((token, index) => `${blanks[index % 7]}${token}`).join('')
        expect(parse(`${text}${blanks[0]}`)).toEqual(JSON.parse(json))
      }),
    )
  })

  test('refuses what JSON.parse refuses, where there is neither comment nor comma to forgive', () => {
    const character = fc.constantFrom(...'[]{}:"\\u09e+-.tfn a\n'.split(''))
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 8 }), text => {
        expect({ text, isRefused: findFault(text) !== undefined }).toEqual({ text, isRefused: isBadJson(text) })
      }),
      { numRuns: 5000 },
    )
  })

  test('keeps a key called __proto__ a key', () => {
    expect(Object.keys(Object(parse('{ "__proto__": 1, "a": 2, "a": 3 }')))).toEqual(['__proto__', 'a'])
  })

  test('leaves comments in strings alone, and a byte order mark out', () => {
    expect(parse('\uFEFF["// a", "/* b */", "\\"//"]')).toEqual(['// a', '/* b */', '"//'])
  })

  test.each([
    ['', 'c.json:1:1: expected a value, got the end of the file'],
    ['// nothing', 'c.json:1:11: expected a value, got the end of the file'],
    ['{\n  thresholdMs: 5 }', 'c.json:2:3: expected a key in double quotes, got thresholdMs'],
    ["{ 'a': 5 }", "c.json:1:3: expected a key in double quotes, got 'a'"],
    ['{ "a" 5 }', 'c.json:1:7: expected ":", got 5'],
    ['{\r\n  "a": 5\r\n  "b": 6\r\n}', 'c.json:3:3: expected "," or "}", got "b"'],
    ['{ "a": [1 2] }', 'c.json:1:11: expected "," or "]", got 2'],
    ['{ "a": }', 'c.json:1:8: expected a value, got }'],
    ['{ "a": 1,, }', 'c.json:1:10: expected a key in double quotes, got ,'],
    ['[,]', 'c.json:1:2: expected a value, got ,'],
    ['{ "a": undefined }', 'c.json:1:8: expected a value, got undefined'],
    ['{ "a": 01 }', 'c.json:1:9: expected "," or "}", got 1'],
    ['{ "a": 1 } b', 'c.json:1:12: expected the end of the file, got b'],
    ['{ "a": "b\n" }', 'c.json:1:8: expected a string of JSON, which ends in its line, got "b'],
    ['{ "a": "\\x" }', 'c.json:1:8: expected a string of JSON, which ends in its line, got "\\x"'],
    ['{ "a": 1', 'c.json:1:9: expected "," or "}", got the end of the file'],
    ['{ /* a', 'c.json:1:3: expected a comment that ends in */, got /*'],
    ['\uFEFF{ a }', 'c.json:1:3: expected a key in double quotes, got a'],
    ['['.repeat(200_000), 'c.json:1:101: expected at most 100 objects and arrays in each other, got ['],
  ])('says of %j where it is wrong', (text, message) => {
    expect(findFault(text)).toBe(message)
  })
})

function isBadJson(text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch {
    return true
  }
}
