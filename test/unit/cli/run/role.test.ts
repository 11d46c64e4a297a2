import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findRole, type RoleOptions } from '../../../../src/cli/run/role.js'
import type { RoleRule } from '../../../../src/model/config.js'
import type { ThreadIdentity } from '../../../../src/model/report.js'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'loophound-roles-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Makes a file below the folder of the tests. */
function writeBelow(path: string, text = ''): string {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

/** Installs a package with a command, and a link to it as npm makes one. */
function install(name: string, bin: string, ...others: string[]): { entry: string; link: string; others: string[] } {
  const folder = `project/node_modules/${name}`
  const [command = name] = name.split('/').reverse()
  writeBelow(`${folder}/package.json`, JSON.stringify({ name, bin: { [command]: `./${bin}` } }))
  const entry = writeBelow(`${folder}/${bin}`)
  const link = join(root, 'project/node_modules/.bin', command)
  mkdirSync(dirname(link), { recursive: true })
  rmSync(link, { force: true })
  symlinkSync(entry, link)
  return { entry, link, others: others.map(path => writeBelow(`${folder}/${path}`)) }
}

function thread(argv: string[], more: Partial<ThreadIdentity> = {}): ThreadIdentity {
  const startedAt = '2026-03-01T10:00:00.000Z'
  return {
    pid: 1,
    ppid: 0,
    threadId: 0,
    argv: ['/usr/bin/node', ...argv],
    cwd: root,
    node: 'v24.0.0',
    startedAt,
    ...more,
  }
}

const at = '2026-03-01T10:00:01.000Z'
const options: RoleOptions = { rules: [], roots: [join(root, 'project')] }

writeBelow('project/package.json', JSON.stringify({ name: 'npm', bin: 'bin/other.js' }))
const server = writeBelow('project/src/server.js')

describe('findRole', () => {
  test.each([
    ['npm', 'bin/npm-cli.js'],
    ['pnpm', 'bin/pnpm.cjs'],
    ['yarn', 'bin/yarn.js'],
    ['corepack', 'dist/pnpm.js'],
    ['concurrently', 'dist/bin/concurrently.js'],
    ['nodemon', 'bin/nodemon.js'],
    ['tsx', 'dist/cli.mjs'],
    ['vitest', 'vitest.mjs'],
    ['@playwright/test', 'cli.js'],
    ['ava', 'entrypoints/cli.mjs'],
    ['typescript', 'bin/tsc'],
    ['rollup', 'dist/bin/rollup'],
  ])('takes the command of %s for a tool, also through its link', (name, bin) => {
    const { entry, link } = install(name, bin)
    expect(findRole(thread([entry, 'test']), {}, options)).toBe('tool')
    expect(findRole(thread([link, 'test']), {}, options)).toBe('tool')
  })

  test('takes what is only called like a tool for the app', () => {
    const files = ['project/src/npm.js', 'project/npm/cli.js', 'project/scripts/vitest.mjs', 'project/bin/npm-cli.js']
    for (const file of files) expect(findRole(thread([writeBelow(file)]), {}, options)).toBe('app')
    expect(findRole(thread([server, 'npm', 'test', '/x/node_modules/npm/bin/npm-cli.js']), {}, options)).toBe('app')
  })

  test('takes a file of a package that is none of its commands for the app', () => {
    const { others } = install('vitest', 'vitest.mjs', 'dist/workers/forks.js')
    expect(findRole(thread([others[0] ?? '']), {}, options)).toBe('app')
  })

  test('goes by the path where the files are gone', () => {
    expect(findRole(thread(['/gone/node_modules/vitest/vitest.mjs']), {}, options)).toBe('tool')
    expect(findRole(thread(['/gone/node_modules/.bin/vitest']), {}, options)).toBe('tool')
    expect(findRole(thread(['C:\\gone\\node_modules\\@playwright\\test\\cli.js']), {}, options)).toBe('tool')
    expect(findRole(thread(['/gone/vitest/vitest.mjs']), {}, options)).toBe('app')
    expect(findRole(thread(['/gone/node_modules/pm2/lib/ProcessContainerFork.js']), {}, options)).toBe('app')
  })

  test('knows a Yarn that is kept without a package.json', () => {
    expect(findRole(thread([writeBelow('project/.yarn/releases/yarn-4.5.0.cjs')]), {}, options)).toBe('tool')
    expect(findRole(thread([writeBelow('cache/corepack/v1/yarn/4.5.0/yarn.js')]), {}, options)).toBe('tool')
  })

  test('takes the daemon of pm2 for a tool, and what becomes the app for the app', () => {
    const { entry, others } = install('pm2', 'bin/pm2-runtime', 'lib/Daemon.js', 'lib/ProcessContainer.js')
    const [daemon = '', container = ''] = others
    expect(findRole(thread([entry, 'app.js']), { listening: at }, options)).toBe('tool')
    expect(findRole(thread([daemon]), { listening: at }, options)).toBe('tool')
    expect(findRole(thread([container]), { serving: at, listening: at }, options)).toBe('app')
    expect(findRole(thread([container]), { serving: at }, options)).toBe('app')
    expect(
      findRole(
        thread([], { threadId: 1 }),
        { serving: at },
        { ...options, main: { thread: thread([container]), moments: {} } },
      ),
    ).toBe('pool')
  })

  test.each([
    [['build'], {}, 'tool'],
    [['build'], { listening: at }, 'app'],
    [['--config', 'build', 'dev'], {}, 'app'],
    [['--config=x.ts', 'build'], {}, 'tool'],
    [[], { listening: at }, 'app'],
    [['preview'], { listening: at }, 'app'],
  ])('takes `vite %j` with %j for %s', (args, moments, role) => {
    expect(findRole(thread([install('vite', 'bin/vite.js').link, ...args]), moments, options)).toBe(role)
  })

  test.each([
    [['build'], { listening: at }, 'tool'],
    [['start'], { listening: at }, 'app'],
    [['dev'], {}, 'app'],
  ])('takes `next %j` with %j for %s', (args, moments, role) => {
    expect(findRole(thread([install('next', 'dist/bin/next').link, ...args]), moments, options)).toBe(role)
  })

  test('takes a bundler that listens for the app', () => {
    const { link } = install('webpack-cli', 'bin/cli.js')
    expect(findRole(thread([link]), {}, options)).toBe('tool')
    expect(findRole(thread([link, 'serve']), { listening: at }, options)).toBe('app')
  })

  test('takes the parent of a test runner for a tool unless it runs tests itself', () => {
    const { link } = install('jest', 'bin/jest.js')
    expect(findRole(thread([link]), { listening: at }, options)).toBe('tool')
    expect(findRole(thread([link, '--runInBand']), { testing: at }, options)).toBe('app')
  })

  test('takes the parent of `node --test` for a tool unless it runs tests itself', () => {
    const parent = thread(['a.test.js'], { execArgv: ['--test'] })
    expect(findRole(parent, {}, options)).toBe('tool')
    expect(findRole(parent, { testing: at }, options)).toBe('app')
    expect(findRole(thread([server, '--test'], { execArgv: [] }), {}, options)).toBe('app')
  })

  test('takes code without a file for the app', () => {
    expect(findRole(thread([]), {}, options)).toBe('app')
    expect(findRole(thread(['node_modules/npm/bin/npm-cli.js'], { execArgv: ['-e', '0'] }), {}, options)).toBe('app')
  })

  test("knows Node's module-hooks thread by its kind, whatever it did", () => {
    expect(findRole(thread([], { threadId: 1, kind: 'hooks' }), { serving: at, listening: at }, options)).toBe('hooks')
  })

  test('takes what serves messages for a pool, unless it listens or runs tests', () => {
    const worker = thread([], { threadId: 3 })
    const child = thread([server])
    for (const one of [worker, child]) {
      expect(findRole(one, { serving: at }, options)).toBe('pool')
      expect(findRole(one, { serving: at, listening: at }, options)).toBe('app')
      expect(findRole(one, { serving: at, testing: at }, options)).toBe('app')
      expect(findRole(one, {}, options)).toBe('app')
    }
  })

  test('takes the threads of a tool for a part of it', () => {
    const main = { thread: thread([install('vitest', 'vitest.mjs').link]), moments: {} }
    const worker = thread([], { threadId: 1 })
    expect(findRole(worker, {}, { ...options, main })).toBe('tool')
    expect(findRole(worker, { testing: at }, { ...options, main })).toBe('app')
    expect(findRole(worker, {}, { ...options, main: { thread: thread([server]), moments: {} } })).toBe('app')
  })

  test('follows the first rule of the config that matches', () => {
    const { link } = install('vite', 'bin/vite.js')
    const rules: RoleRule[] = [
      { file: 'src/*.js', role: 'tool' },
      { package: 'vi*', role: 'app' },
      { package: 'vite', role: 'tool' },
      { file: 'src/server.js', package: 'other', role: 'pool' },
    ]
    expect(findRole(thread([server]), { listening: at, testing: at }, { ...options, rules })).toBe('tool')
    expect(findRole(thread([link, 'build']), {}, { ...options, rules })).toBe('app')
    expect(findRole(thread([server]), {}, { ...options, rules: rules.slice(3) })).toBe('app')
  })

  test('gives a rule of the process to its threads, but for one that makes an app of it', () => {
    const main = { thread: thread([server]), moments: {} }
    const worker = thread([], { threadId: 1 })
    const findWith = (role: RoleRule['role']) =>
      findRole(worker, { serving: at }, { ...options, main, rules: [{ file: 'src/server.js', role }] })
    expect(findWith('tool')).toBe('tool')
    expect(findWith('app')).toBe('pool')
  })
})
