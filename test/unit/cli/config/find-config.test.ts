import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CONFIG_EXTENSIONS, findConfig } from '../../../../src/cli/config/config.js'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'loophound-find-'))
  mkdirSync(join(root, '.git'))
  mkdirSync(join(root, 'packages/a/src'), { recursive: true })
})

afterEach(() => {
  rmSync(root, { recursive: true })
})

function write(name: string, text = ''): void {
  const file = join(root, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function find(path = 'packages/a/src'): unknown {
  return findConfig(join(root, path))
}

describe('findConfig', () => {
  test('finds nothing where nothing is', () => {
    write('package.json', '{ "name": "app" }')
    mkdirSync(join(root, 'loophound.config.js'))
    symlinkSync('loophound.config.mjs', join(root, 'loophound.config.mjs'))
    expect(find()).toBeUndefined()
  })

  test.each(CONFIG_EXTENSIONS)('finds a file that ends in %s', extension => {
    write(`packages/a/loophound.config${extension}`)
    expect(find('packages/a')).toEqual({ folder: join(root, 'packages/a'), file: `loophound.config${extension}` })
  })

  test('finds the key in package.json, whatever it holds', () => {
    write('package.json', '\uFEFF{ "loophound": null }')
    expect(find()).toEqual({ folder: root, file: 'package.json' })
  })

  test('takes the nearest', () => {
    write('loophound.config.json')
    expect(find()).toEqual({ folder: root, file: 'loophound.config.json' })
    write('packages/a/package.json', '{ "loophound": {} }')
    expect(find()).toEqual({ folder: join(root, 'packages/a'), file: 'package.json' })
    write('packages/a/src/loophound.config.ts')
    expect(find()).toEqual({ folder: join(root, 'packages/a/src'), file: 'loophound.config.ts' })
  })

  test.each([
    ['.git', ''],
    ['package.json', '{ "workspaces": ["b"] }'],
    ['pnpm-workspace.yaml', ''],
  ])('looks no further than a folder with %s %s', (name, text) => {
    write('loophound.config.json')
    write(`packages/a/${name}`, text)
    expect(find()).toBeUndefined()
    write('packages/a/loophound.config.mjs')
    expect(find()).toEqual({ folder: join(root, 'packages/a'), file: 'loophound.config.mjs' })
  })

  test('goes past a package.json that nobody can read', () => {
    write('loophound.config.json')
    write('packages/a/package.json', '{ "workspaces": ')
    expect(find()).toEqual({ folder: root, file: 'loophound.config.json' })
    write('packages/a/package.json', 'null')
    expect(find()).toEqual({ folder: root, file: 'loophound.config.json' })
  })

  test('ends at the root of the file system', () => {
    expect(findConfig('/loophound/is/nowhere')).toBeUndefined()
  })

  test('refuses two in a folder, and names them', () => {
    write('loophound.config.js')
    write('loophound.config.jsonc')
    expect(() => find()).toThrow(
      'config: expected one in a folder, got ../../../loophound.config.js and ../../../loophound.config.jsonc',
    )
    write('packages/a/package.json', '{ "loophound": {} }')
    write('packages/a/loophound.config.ts')
    expect(() => find('packages/a')).toThrow(
      'config: expected one in a folder, got loophound.config.ts and the key loophound of package.json',
    )
  })
})
