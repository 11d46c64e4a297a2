import * as crypto from 'node:crypto'
import * as fs from 'node:fs'
import { promises } from 'node:fs'
import * as zlib from 'node:zlib'
import { expect, test } from 'vitest'
import { findRemedy } from '../../../src/analysis/remedies.js'
import { CAUSE_NAMES, CAUSES } from '../../../src/model/causes.js'

test.each([
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

test.each(['toString', 'constructor', '__proto__'])('a native called %s has no twin', name => {
  expect(findRemedy('native', name)).toEqual(findRemedy('native'))
})

test('names no twin that Node does not have', () => {
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

test('gives advice for everything that is the code’s fault, and none for the machine’s', () => {
  for (const cause of CAUSE_NAMES) {
    const isFault = cause !== 'unknown' && CAUSES[cause].excuse === undefined
    if (isFault) expect(findRemedy(cause)?.advice, cause).toMatch(/^[A-Z].*\.$/)
    else expect(findRemedy(cause), cause).toBeUndefined()
  }
})

test('sends computing to an executor, not I/O', () => {
  expect(findRemedy('javascript')?.executor).toBe(true)
  expect(findRemedy('file-system')?.executor).toBeUndefined()
})

test('tells nobody in a pool to move to one', () => {
  for (const cause of CAUSE_NAMES) {
    const remedy = findRemedy(cause, undefined, { role: 'pool' })
    expect(remedy?.advice ?? '').not.toMatch(/executor/)
    expect(remedy ?? {}).not.toHaveProperty('executor')
    expect(findRemedy(cause, undefined, { role: 'app' })).toEqual(CAUSES[cause].remedy)
  }
  const twin = findRemedy('crypto', 'crypto.pbkdf2Sync', { role: 'pool' })
  expect(twin).toEqual({ advice: findRemedy('crypto', 'crypto.pbkdf2Sync')?.advice, asyncTwin: 'crypto.pbkdf2' })
})

test('tells nobody at start-up to do it at start-up', () => {
  for (const cause of CAUSE_NAMES)
    expect(findRemedy(cause, undefined, { phase: 'startup' })?.advice ?? '').not.toMatch(/\bat start-up/)
  expect(findRemedy('module-load')?.advice).toMatch(/\bat start-up/)
})
