import fc from 'fast-check'
import picomatch from 'picomatch/posix.js'
import { describe, expect, test } from 'vitest'
import { matchesGlob } from '../../../src/model/glob.js'

describe('a glob', () => {
  test.each([
    ['src/a.ts', 'src/*.ts', true],
    ['src/b/a.ts', 'src/*.ts', false],
    ['src/b/a.ts', 'src/**/*.ts', true],
    ['src/a.ts', 'src/**/*.ts', true],
    ['src/a.ts', '**', true],
    ['a.mjs', '{a,b}.mjs', true],
    ['b.mjs', '{a,b}.mjs', true],
    ['c.mjs', '{a,b}.mjs', false],
    ['a/c/x.js', '{a/{b,c},d}/*.js', true],
    ['a1', 'a?', true],
    ['a/', 'a?', false],
    ['a.ts', './a.ts', true],
    ['.hidden/a.ts', '**/a.ts', true],
    ['axts', 'a.ts', false],
    ['[id].tsx', '[id].tsx', true],
    ['(group)/page.tsx', '(group)/*.tsx', true],
    ['$1', '$1', true],
    ['a{b}', 'a{b}', true],
    ['a{b', 'a{b', true],
    ['@scope/name', '@scope/*', true],
    ['a.ts', '!b.ts', true],
    ['b.ts', '!b.ts', false],
    ['*', '\\*', true],
    ['a', '\\*', false],
    ['{a,b}', '\\{a,b\\}', true],
    ['a', '\\{a,b\\}', false],
  ])('%s, %s: %s', (text, glob, isMatch) => {
    expect(matchesGlob(text, glob)).toBe(isMatch)
  })

  test('matches what picomatch takes it for', () => {
    const name = fc.constantFrom('a', 'b', 'ab', 'a.ts', 'b.js', '.a', 'a-b')
    const wild = fc.constantFrom('*', 'a*', '*.ts', '?', 'a?', '{a,b}', '*.{ts,js}', '{a,ab}*', '**')
    const globs = fc.array(fc.oneof(name, wild), { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'))
    const texts = fc.array(name, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'))
    fc.assert(
      fc.property(globs, texts, (glob, text) => {
        const expected = picomatch(glob, { dot: true, strictSlashes: true })(text)
        expect({ glob, text, isMatch: matchesGlob(text, glob) }).toEqual({ glob, text, isMatch: expected })
      }),
      { numRuns: 2000 },
    )
  })
})
