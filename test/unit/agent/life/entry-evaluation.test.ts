import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { followEntry } from '../../../../src/agent/life/entry-evaluation.js'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loophound-entry-')))
const esModule = join(folder, 'server.mjs')
const commonJs = join(folder, 'server.cjs')
writeFileSync(esModule, '')
writeFileSync(commonJs, '')
createRequire(import.meta.url)(commonJs)

const { argv, execArgv } = process
const { NODE_OPTIONS = '' } = process.env

beforeEach(() => {
  process.execArgv = []
  process.env.NODE_OPTIONS = ''
})

afterEach(() => {
  Object.assign(process, { argv, execArgv })
  process.env.NODE_OPTIONS = NODE_OPTIONS
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('an entry of CommonJS', () => {
  test('is evaluated when the first tick runs, and not before', async () => {
    const { log, passTicks } = follow(commonJs)
    expect(log).toEqual([])
    await passTicks()
    expect(log).toEqual(['evaluated'])
  })

  test('is known by the file that Node finds for its name', async () => {
    const link = join(folder, 'link.js')
    symlinkSync(commonJs, link)
    expect(await follow(link).end()).toEqual(['evaluated'])
  })
})

test.each([
  ['that does not exist', join(folder, 'gone.js')],
  ['that is no path, as of `node -`', '-'],
  ['that is missing, as of `node -e`', undefined],
])('an entry %s is evaluated when the first tick runs', async (_, entry) => {
  expect(await follow(entry).end()).toEqual(['evaluated'])
})

describe('an ES module', () => {
  test('that Node 20 has a mark for is evaluated when the mark is gone', async () => {
    const before = process.listenerCount('removeListener')
    const handleProcessExit = () => {}
    const other = () => {}
    process.on('exit', handleProcessExit).on('exit', other).on('beforeExit', handleProcessExit)
    const { log, passTicks } = follow(esModule)
    await passTicks()
    process.off('exit', other).off('beforeExit', handleProcessExit)
    expect(log).toEqual([])
    process.off('exit', handleProcessExit)
    expect(log).toEqual(['evaluated'])
    expect(process.listenerCount('removeListener')).toBe(before)
  })

  test('cannot be followed where nothing may be imported', async () => {
    expect(await follow(esModule, { isImportable: false }).end()).toEqual(['unknown'])
  })

  test.each([
    ['--import', { options: '--import ./register.mjs', flags: [] }],
    ['--loader', { options: '--no-warnings --experimental-loader=ts-node/esm', flags: [] }],
    ['--import on the command line', { options: '', flags: ['--import', './register.mjs'] }],
    ['--preserve-symlinks-main', { options: '', flags: ['--preserve-symlinks-main'] }],
  ])('cannot be followed with %s, and is not imported then', async (_, { options, flags }) => {
    process.env.NODE_OPTIONS = options
    process.execArgv = flags
    expect(await follow(esModule).end()).toEqual(['unknown'])
  })

  const hasMark = Number.parseInt(process.versions.node, 10) < 22

  test.runIf(hasMark)('cannot be followed on Node 20 without its mark', async () => {
    expect(await follow(esModule).end()).toEqual(['unknown'])
  })

  test.skipIf(hasMark)('is evaluated when another import of it is, from Node 22 on', async () => {
    const { log, passTicks, settle } = follow(esModule)
    await passTicks()
    expect(log).toEqual([`import ${pathToFileURL(esModule).href}`])
    settle()
    await passTicks()
    expect(log.slice(1)).toEqual(['evaluated'])
  })

  test.skipIf(hasMark)('that throws is evaluated, too', async () => {
    const { log, passTicks, fail } = follow(esModule)
    await passTicks()
    fail(new Error('no database'))
    await passTicks()
    expect(log.slice(1)).toEqual(['evaluated'])
  })
})

/** Follows an entry as if Node had been started with it. */
function follow(entry: string | undefined, { isImportable = true } = {}) {
  process.argv = entry === undefined ? ['/usr/bin/node'] : ['/usr/bin/node', entry]
  const log: string[] = []
  const imports: { resolve: (value: unknown) => void; reject: (error: Error) => void }[] = []
  const importModule = (url: string) => {
    log.push(`import ${url}`)
    return new Promise((resolve, reject) => imports.push({ resolve, reject }))
  }
  followEntry({
    onEvaluated: () => log.push('evaluated'),
    onUnknown: () => log.push('unknown'),
    importModule: isImportable ? importModule : undefined,
  })
  const passTicks = () => new Promise<void>(done => process.nextTick(() => process.nextTick(done)))
  return {
    log,
    passTicks,
    /** All that was told once the ticks are over. */
    end: async () => {
      await passTicks()
      return log
    },
    settle: () => imports[0]?.resolve({}),
    fail: (error: Error) => imports[0]?.reject(error),
  }
}
