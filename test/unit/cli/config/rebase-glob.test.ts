import { describe, expect, test } from 'vitest'
import { rebaseGlob } from '../../../../src/cli/config/settings.js'
import { matchesGlob } from '../../../../src/model/glob.js'

describe('rebaseGlob', () => {
  test.each([
    ['src/*.js', 'packages/a', 'packages/a/src/*.js'],
    ['./src/*.js', 'packages/a', 'packages/a/src/*.js'],
    ['../b/**', 'packages/a', 'packages/b/**'],
    ['!src/**', 'packages/a', '!packages/a/src/**'],
    ['src/**', '', 'src/**'],
    ['**/cli.js', 'packages/a', '**/cli.js'],
    ['/srv/**', 'packages/a', '/srv/**'],
    ['C:/srv/**', 'packages/a', 'C:/srv/**'],
  ])('makes of %s below %j %s', (glob, folder, rebased) => {
    expect(rebaseGlob(glob, folder)).toBe(rebased)
  })

  test.each(['app/[slug]', 'a(b)', '{x}', 'a+b!', 'a*?'])('takes a folder called %s by its name', folder => {
    expect(matchesGlob(`${folder}/src/a.js`, rebaseGlob('src/*.js', folder))).toBe(true)
    expect(matchesGlob('app/s/src/a.js', rebaseGlob('src/*.js', folder))).toBe(false)
  })
})
