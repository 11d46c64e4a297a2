import { describe, expect, test } from 'vitest'
import { toProjectPath } from '../../../src/model/project-path.js'

describe('toProjectPath', () => {
  test.each([
    ['/app/src/a.js', ['/app'], 'src/a.js'],
    ['/app/src/a.js', ['/app/'], 'src/a.js'],
    ['/ci-2/app/src/a.js', ['/ci-1/app', '/ci-2/app'], 'src/a.js'],
    ['/app/packages/b/src/a.js', ['/app', '/app/packages/b'], 'src/a.js'],
    ['C:\\app\\src\\a.js', ['C:\\app'], 'src/a.js'],
    ['/application/a.js', ['/app'], '/application/a.js'],
    ['node:fs', ['/app'], 'node:fs'],
    ['', ['/app'], ''],
    ['/app/a.js', [], '/app/a.js'],
  ])('makes of %j below %j the path %j', (file, roots, path) => {
    expect(toProjectPath(file, roots)).toBe(path)
  })
})
