import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { readSourceMap } from '../../../src/sources/source-map.js'

const BASE = 'file:///app/dist/server.js.map'

/** A map whose only piece of code, at 1:5, comes from 3:2 of its first source and is called `grind`. */
const simple = { version: 3, sources: ['../src/server.ts'], names: ['grind'], mappings: 'IAECA' }

function findFile(fields: object, base = BASE): string | undefined {
  return readSourceMap(JSON.stringify({ ...simple, ...fields }), base).find(1, 5)?.file
}

test('tells where code comes from, 1-based', () => {
  const map = readSourceMap(JSON.stringify(simple), BASE)
  expect(map.find(1, 9)).toEqual({ file: '/app/src/server.ts', line: 3, column: 2 })
  expect([map.find(1, 4), map.find(2, 1), map.find(1, 0)?.line]).toEqual([undefined, undefined, 3])
})

test('tells the name of exactly one place', () => {
  const map = readSourceMap(JSON.stringify(simple), BASE)
  expect([map.findName(1, 5), map.findName(1, 6), map.findName(1, 1)]).toEqual(['grind', undefined, undefined])
})

test.each([
  ['a path relative to the map', {}, '/app/src/server.ts'],
  ['an absolute path', { sources: ['/lib/a.ts'] }, '/lib/a.ts'],
  ['a URL', { sources: ['file:///lib/a%20b.ts'] }, '/lib/a b.ts'],
  ['a part of a component', { sources: ['../src/App.vue?vue&type=script'] }, '/app/src/App.vue'],
  ['a path below a relative root', { sourceRoot: '../source', sources: ['a/b.ts'] }, '/app/source/a/b.ts'],
  ['a path below an absolute root', { sourceRoot: '/source/', sources: ['a.ts'] }, '/source/a.ts'],
  ['a page of the web', { sourceRoot: 'https://example.com/src', sources: ['a.ts'] }, undefined],
  ['nothing', { sources: [null] }, undefined],
  ['no source at all', { sources: [] }, undefined],
])('takes a source that is %s', (_, fields, file) => {
  expect(findFile(fields)).toBe(file)
})

test('finds a source of a bundler’s own scheme in the project around the bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loophound-map-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'src'))
  writeFileSync(join(folder, 'src/server.ts'), '')
  const base = pathToFileURL(join(folder, 'dist/server.js.map')).href
  expect(findFile({ sources: ['webpack://app/./src/server.ts'] }, base)).toBe(join(folder, 'src/server.ts'))
  expect(findFile({ sources: ['webpack://app/webpack/bootstrap'] }, base)).toBeUndefined()
})

test('reads maps that are joined by sections', () => {
  const sections = [
    { offset: { line: 0, column: 0 }, map: simple },
    { offset: { line: 0, column: 10 }, map: { ...simple, sources: ['/lib/a.ts'] } },
    { offset: { line: 4, column: 0 }, map: { ...simple, sources: ['/lib/b.ts'] } },
  ]
  const map = readSourceMap(JSON.stringify({ version: 3, sections }), BASE)
  const places: [number, number][] = [
    [1, 5],
    [1, 12],
    [1, 15],
    [5, 5],
    [9, 5],
  ]
  expect(places.map(place => map.find(...place)?.file)).toEqual([
    '/app/src/server.ts',
    undefined,
    '/lib/a.ts',
    '/lib/b.ts',
    undefined,
  ])
  expect(map.findName(5, 5)).toBe('grind')
})

test('passes over the line that keeps a map from being run', () => {
  expect(readSourceMap(`)]}'\n${JSON.stringify(simple)}`, BASE).find(1, 5)?.line).toBe(3)
})

test.each(['', '{', 'null', '{}', '{"mappings":1}', '{"mappings":"!"}', '{"sections":[{}]}'])(
  'refuses what is no source map: %s',
  text => {
    expect(() => readSourceMap(text, BASE)).toThrow()
  },
)
