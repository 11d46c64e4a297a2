import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findDrawers } from '../rules/find-drawers.js'
import { findEntryCode } from '../rules/find-entry-code.js'
import { findLayerBreaks } from '../rules/find-layer-breaks.js'
import { findOversized } from '../rules/find-oversized.js'
import { readLayers } from '../rules/read-layers.js'
import { readSources } from '../rules/read-sources.js'

const root = new URL('../../', import.meta.url)
const layers = readLayers(readFileSync(new URL('ARCHITECTURE.md', root), 'utf8'))
const sources = readSources('src')

test('every import points down in the layer table', () => {
  expect(findLayerBreaks(layers, sources)).toEqual([])
})

test('every folder of src is a layer and every layer is a folder of src', () => {
  const folders = readdirSync(new URL('src', root), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => `src/${entry.name}`)
  expect([...folders, 'src/*.ts'].sort()).toEqual(layers.map(layer => layer.folder).sort())
})

test('the entries only re-export, save those that are there to act on load', () => {
  expect(findEntryCode(sources)).toEqual([])
})

test('files are shorter than 300 lines and functions at most 50', { timeout: 60_000 }, () => {
  expect(findOversized([...sources, ...readSources('build'), ...readSources('examples')])).toEqual([])
})

test('no file is named after nothing in particular', () => {
  expect(findDrawers(sources.map(file => file.path))).toEqual([])
})

test('an upward import is found, whatever its form', () => {
  const planted = (text: string) => findLayerBreaks(layers, [{ path: 'src/model/planted.ts', text }])
  const expected = ['src/model/planted.ts imports src/agent/watch.js: src/model may import nothing']
  expect(planted("import { watch } from '../agent/watch.js'")).toEqual(expected)
  expect(planted("import type { Watch } from '../agent/watch.js'")).toEqual(expected)
  expect(planted("export * from '../agent/watch.js'")).toEqual(expected)
  expect(planted("const watch = await import('../agent/watch.js')")).toEqual(expected)
  expect(planted("import source from 'inline:../agent/watch.js'")).toEqual(expected)
  expect(planted("import { frame } from './frame.js'")).toEqual([])
})

test('a package, an instrument and a folder that the table does not allow are found', () => {
  expect(
    findLayerBreaks(layers, [
      { path: 'src/gate/planted.ts', text: "import pc from 'picocolors'" },
      { path: 'src/protocol/planted.ts', text: "import { performance } from 'node:perf_hooks'" },
      { path: 'src/extra/planted.ts', text: '' },
    ]),
  ).toEqual([
    'src/gate/planted.ts imports picocolors: src/gate may import nothing from outside',
    'src/protocol/planted.ts imports node:perf_hooks: src/protocol may not',
    'src/extra/planted.ts is in no layer of the table',
  ])
})

test('an oversized file, an oversized function, code in an entry and a drawer are found', () => {
  const long = `export function long(): void {\n${'  void 0\n'.repeat(49)}}\n`
  expect(findOversized([{ path: 'src/agent/long.ts', text: long }])).toEqual([
    'src/agent/long.ts:1 function of 51 lines: expected at most 50',
  ])
  expect(findOversized([{ path: 'src/agent/long.ts', text: '//\n'.repeat(300) }])).toEqual([
    'src/agent/long.ts has 300 lines: expected fewer than 300',
  ])
  expect(findEntryCode([{ path: 'src/index.ts', text: "export * from './a.js'\nstart()" }])).toEqual([
    'src/index.ts: expected re-exports only, got start()',
  ])
  expect(findDrawers(['src/utils/a.ts', 'src/agent/types.ts', 'src/agent/watch.ts'])).toEqual([
    'src/utils/a.ts: expected a name that says what is in it',
    'src/agent/types.ts: expected a name that says what is in it',
  ])
})

test('a layer table with a row that points up is refused', () => {
  expect(() => readLayers('| `src/a` | x | b | |\n| `src/b` | x | nothing | |')).toThrow(
    'ARCHITECTURE.md: expected a layer of a row above, got "b"',
  )
})
