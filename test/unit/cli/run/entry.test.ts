import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findEntry } from '../../../../src/cli/run/entry.js'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'loophound-entry-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const folder = join(root, 'node_modules/@a/tool')
mkdirSync(join(folder, 'dist'), { recursive: true })
writeFileSync(join(folder, 'package.json'), '{ "name": "@a/tool", "bin": "./dist/cli.js" }')
writeFileSync(join(folder, 'dist/package.json'), '{ "type": "module" }')
writeFileSync(join(folder, 'dist/cli.js'), '')
symlinkSync(join(folder, 'dist/cli.js'), join(root, 'tool'))

function find(file: string | undefined, threadId = 0) {
  return findEntry({ threadId, argv: ['/usr/bin/node', ...(file === undefined ? [] : [file])] })
}

describe('findEntry', () => {
  test('follows a link to the file and names the package above it that has a name', () => {
    expect(find(join(root, 'tool'))).toEqual({
      file: `${folder}/dist/cli.js`,
      package: '@a/tool',
      packagePath: 'dist/cli.js',
      bins: ['dist/cli.js'],
    })
  })

  test('reads the package from the path where nothing is left', () => {
    expect(find('/gone/node_modules/a/node_modules/@b/c/lib/cli.js')).toEqual({
      file: '/gone/node_modules/a/node_modules/@b/c/lib/cli.js',
      package: '@b/c',
      packagePath: 'lib/cli.js',
    })
    expect(find('C:\\gone\\node_modules\\b\\cli.js')).toMatchObject({ package: 'b', packagePath: 'cli.js' })
    expect(find('/gone/node_modules/.bin/vite')).toEqual({ file: '/gone/node_modules/.bin/vite', package: 'vite' })
    expect(find('/gone/src/main.js')).toEqual({ file: '/gone/src/main.js' })
  })

  test('takes no package.json from outside of node_modules for that of a package in it', () => {
    writeFileSync(join(root, 'package.json'), '{ "name": "project" }')
    mkdirSync(join(root, 'node_modules/bare'))
    writeFileSync(join(root, 'node_modules/bare/cli.js'), '')
    expect(find(join(root, 'node_modules/bare/cli.js'))).toMatchObject({ package: 'bare', packagePath: 'cli.js' })
  })

  test('knows none of what is no path, nor of a worker thread', () => {
    expect(find(undefined)).toBeUndefined()
    expect(find('test/a.test.js')).toBeUndefined()
    expect(find(join(root, 'tool'), 1)).toBeUndefined()
  })
})
