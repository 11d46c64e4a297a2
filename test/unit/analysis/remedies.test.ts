import * as crypto from 'node:crypto'
import * as fs from 'node:fs'
import { promises } from 'node:fs'
import * as zlib from 'node:zlib'
import { expect, it } from 'vitest'
import { findRemedy } from '../../../src/analysis/remedies.js'

it.each([
  ['crypto', 'crypto.pbkdf2Sync', 'crypto.pbkdf2'],
  ['crypto', 'crypto.generateKeyPairSync', 'crypto.generateKeyPair'],
  ['file-system', 'fs.readFileSync', 'fs.promises.readFile'],
  ['file-system', 'fs.existsSync', 'fs.promises.access'],
  ['child-process', 'child_process.execSync', 'util.promisify(child_process.exec)'],
  ['child-process', 'child_process.spawnSync', 'child_process.spawn'],
  ['compression', 'zlib.gzipSync', 'zlib.gzip'],
  ['sync-wait', 'Atomics.wait', 'Atomics.waitAsync'],
] as const)('%s: names the asynchronous twin of %s', (cause, apiName, asyncTwin) => {
  expect(findRemedy(cause, apiName)?.asyncTwin).toBe(asyncTwin)
})

it.each(['toString', 'constructor', '__proto__'])('a native called %s has no twin', name => {
  expect(findRemedy('native', name)).toEqual(findRemedy('native'))
})

it('names no twin that Node does not have', () => {
  const names = [
    ...Object.keys(fs).map(name => `fs.${name}`),
    ...Object.keys(zlib).map(name => `zlib.${name}`),
    ...Object.keys(crypto).map(name => `crypto.${name}`),
  ]
  const modules: Record<string, object> = { 'fs.promises': promises, zlib, crypto }
  const twins = names.flatMap(name => findRemedy('native', name)?.asyncTwin?.replace(' with a callback', '') ?? [])
  const invented = twins.filter(twin => {
    const dot = twin.lastIndexOf('.')
    return !(twin.slice(dot + 1) in (modules[twin.slice(0, dot)] ?? {}))
  })
  expect(twins.length).toBeGreaterThan(40)
  expect(invented).toEqual([])
})

it('gives advice for everything that is the code’s fault, and none for the machine’s', () => {
  const faults = [
    ...['javascript', 'json', 'regexp', 'crypto', 'compression', 'file-system', 'child-process', 'module-load'],
    ...['serialization', 'sync-wait', 'native', 'gc', 'microtasks', 'burst'],
  ] as const
  for (const cause of faults)
    expect(findRemedy(cause as Parameters<typeof findRemedy>[0])?.advice, cause).toMatch(/^[A-Z].*\.$/)
  for (const cause of ['starved', 'suspended', 'debugger', 'unknown'] as const)
    expect(findRemedy(cause)).toBeUndefined()
})

it('sends computing to an executor, not I/O', () => {
  expect(findRemedy('javascript')?.executor).toBe(true)
  expect(findRemedy('file-system')?.executor).toBeUndefined()
})
