import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { findAccessorSpreads } from '../rules/find-accessor-spreads.js'
import { findClosure, findCycles, readImportGraph } from '../rules/read-import-graph.js'
import { readLayers } from '../rules/read-layers.js'
import { readSources } from '../rules/read-sources.js'

const root = new URL('../../', import.meta.url)
const sources = readSources('src')
const graph = readImportGraph(sources)
const watched = findClosure(graph, ['src/index.ts', 'src/register.ts'])
const watchdog = findClosure(graph, ['src/watchdog/main.ts'])

test('the watched thread loads nothing of the watchdog but as text, and the watchdog nothing of the agent', () => {
  expect([...watched].filter(path => path.startsWith('src/watchdog/'))).toEqual([])
  expect([...watchdog].filter(path => path.startsWith('src/agent/'))).toEqual([])
})

test('every file of the agent and of the watchdog is loaded by its own thread', () => {
  const all = sources.map(({ path }) => path).filter(path => /^src\/(?:agent|watchdog)\//.test(path))
  const loaded = new Set([...closures['watched thread'], ...watchdog])
  const typesOnly = ['src/agent/registry.ts']
  expect(all.filter(path => !loaded.has(path)).sort()).toEqual(typesOnly)
})

test('each layer runs where the layer table says', () => {
  const layers = readLayers(readFileSync(new URL('ARCHITECTURE.md', root), 'utf8'))
  const judged = layers.filter(({ folder, runsOn }) => folder !== 'src/*.ts' && !runsOn.includes('any'))
  const said = judged.map(({ folder, runsOn }) => [folder, ...THREADS.filter(name => runsOn.includes(name))])
  const seen = judged.map(({ folder }) => [folder, ...THREADS.filter(name => hasFileOf(closures[name], folder))])
  expect(seen).toEqual(said)
})

test('no files import each other, be it for types alone', () => {
  expect(findCycles(graph)).toEqual([])
})

test('no object with accessors is spread', { timeout: 120_000 }, () => {
  const { config } = ts.readConfigFile(fileURLToPath(new URL('tsconfig.json', root)), ts.sys.readFile)
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, fileURLToPath(root))
  const isSource = (path: string) => path.startsWith(fileURLToPath(new URL('src/', root)).replaceAll('\\', '/'))
  expect(
    findAccessorSpreads(ts.createProgram(fileNames.filter(isSource), { ...options, types: ['node'] }), isSource),
  ).toEqual([])
})

test('a spread that freezes what an accessor says is found, and one of a plain object is not', () => {
  const text = `
    interface Meter { readonly countMs: number; stop(): void }
    interface Plain { countMs: number }
    function createMeter(): Meter { let countMs = 0; return { get countMs() { return countMs }, stop: () => { countMs = 1 } } }
    const plain: Plain = { countMs: 1 }
    export const frozen: Meter = { ...createMeter(), stop: () => {} }
    export const copied: Plain = { ...plain }`
  expect(findAccessorSpreads(createProgram(text), path => path === 'planted.ts')).toEqual([
    'planted.ts:6 spreads createMeter(): expected named fields, since a Meter has accessors',
  ])
})

test('a cycle is found through types, and what is inlined as text is none', () => {
  const a = { path: 'src/a.ts', text: "import type { B } from './b.js'\nimport source from 'inline:./a.ts'" }
  const b = { path: 'src/b.ts', text: "export { c } from './c.js'" }
  const c = { path: 'src/c.ts', text: "import { type A } from './a.js'" }
  const planted = readImportGraph([a, b, c])
  expect(findCycles(planted)).toEqual([['src/a.ts', 'src/b.ts', 'src/c.ts']])
  expect([...findClosure(planted, ['src/b.ts'])]).toEqual(['src/b.ts', 'src/c.ts'])
  expect(findCycles(readImportGraph([a, b]))).toEqual([])
})

const THREADS = ['watched thread', 'watchdog', 'parent'] as const

const closures = {
  'watched thread': new Set([
    ...watched,
    ...findClosure(
      graph,
      ['vitest', 'jest', 'jest-environment', 'mocha', 'node-test'].map(name => `src/${name}.ts`),
    ),
  ]),
  watchdog,
  parent: findClosure(graph, ['src/bin.ts']),
}

function hasFileOf(closure: ReadonlySet<string>, folder: string): boolean {
  return [...closure].some(path => path.startsWith(`${folder}/`))
}

/** A program of one file, `planted.ts`. */
function createProgram(text: string): ts.Program {
  const options = { noLib: true, noResolve: true, types: [] }
  const host = ts.createCompilerHost(options)
  const planted = ts.createSourceFile('planted.ts', text, ts.ScriptTarget.Latest, true)
  return ts.createProgram(['planted.ts'], options, {
    ...host,
    getSourceFile: name => (name === 'planted.ts' ? planted : undefined),
  })
}
