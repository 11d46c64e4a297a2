// @ts-check
import { fileURLToPath } from 'node:url'

/**
 * The programs of the zoo. Each is run twice under `loophound run`: with one planted block, and without.
 *
 * @typedef {object} Program
 * @property {string} name
 * @property {string[]} command `node` is the Node.js under test; other names are those of `node_modules/.bin` and of npm
 * @property {string} [folder] under `programs`, where the command is started
 * @property {Record<string, string>} [env]
 * @property {string[]} [options] of `loophound run`
 * @property {number} [fromNode] oldest major version of Node.js that it works on
 * @property {number} [toNode] newest one
 * @property {string[]} [build] command that prepares it, once, in the same folder
 * @property {Planted} planted
 * @property {number} [turnMs] how long its turn may take besides the planted block
 * @property {Drive} [drive] a server: what is asked of it, and how it ends; without it the program ends by itself
 * @property {'inconclusive'} [verdict] without a planted block
 * @property {number} [exitCode] of both runs, where it is the program's own
 * @property {boolean} [isChosen] `true`: of the half that every change has to pass
 *
 * @typedef {object} Planted
 * @property {string} [place] value of ZOO_PLANTED, when there are several places
 * @property {string} name function that blocks
 * @property {string} file under `programs`; the line has the comment `// planted`
 * @property {'told'} [outcome] `told`: in the report and not judged, since nobody waits there
 *
 * @typedef {object} Drive
 * @property {(string | number)[]} [paths] asked in order, before the end; a number is a pause in ms; `/` twice, `/work` and `/` when absent
 * @property {'close' | 'ctrl-c' | 'sigterm' | 'sigterm-app' | 'sigkill-app' | 'abort' | 'throw'} end `close`, `abort` and `throw` are paths, too
 */

/** Folder of the zoo. */
export const zoo = fileURLToPath(new URL('.', import.meta.url))

// Warmed up before it says that it is ready.
const NEXT_PATHS = ['/', '/work', '/', '/work', '/ready', 400, '/work?again=1', '/']

/** @type {Program[]} */
export const programs = [
  createServer('express', 'priceForExpress', { isChosen: true }),
  createServer('fastify', 'priceForFastify'),
  createServer('koa', 'priceForKoa'),
  createServer('hono', 'priceForHono'),
  createServer('cluster', 'priceInWorker', { isChosen: true }),
  {
    name: 'nest',
    folder: 'nest',
    build: ['tsc', '-p', '.'],
    command: ['node', '--enable-source-maps', 'dist/nest/src/main.js'],
    planted: { name: 'priceForNest', file: 'nest/src/main.ts' },
    drive: { end: 'close' },
    isChosen: true,
  },
  {
    name: 'next-build',
    folder: 'next',
    env: { ZOO_NEXT_FOLDER: '.next-build' },
    command: ['next', 'build'],
    planted: { place: 'build', name: 'renderStatic', file: 'next/app/render.js', outcome: 'told' },
    turnMs: 1000,
  },
  {
    name: 'next-start',
    folder: 'next',
    build: ['next', 'build'],
    command: ['sh', '-c', 'exec next start --port $PORT'],
    planted: { name: 'renderOnRequest', file: 'next/app/render.js' },
    drive: { paths: NEXT_PATHS, end: 'sigterm' },
  },
  {
    name: 'next-dev',
    folder: 'next',
    env: { ZOO_NEXT_FOLDER: '.next-dev' },
    options: ['--config', 'dev.config.json'],
    command: ['sh', '-c', 'exec next dev --port $PORT'],
    planted: { name: 'renderOnRequest', file: 'next/app/render.js' },
    drive: { paths: NEXT_PATHS, end: 'ctrl-c' },
  },
  {
    name: 'vite-build',
    folder: 'vite',
    command: ['vite', 'build'],
    planted: { name: 'transformForVite', file: 'vite/plugin.mjs', outcome: 'told' },
    isChosen: true,
  },
  createScript('plain', ['node', 'plain.mjs'], { name: 'sumInTimer', file: 'scripts/plain.mjs' }),
  createScript('tsx', ['tsx', 'typed.mts'], { name: 'sumTyped', file: 'scripts/typed.mts' }),
  {
    ...createScript(
      'swc-node',
      ['node', '--enable-source-maps', '--import', '@swc-node/register/esm-register', 'typed.mts'],
      {
        name: 'sumTyped',
        file: 'scripts/typed.mts',
      },
    ),
    isChosen: true,
  },
  createScript('ts-node', ['node', '--enable-source-maps', '--no-warnings', '--loader', 'ts-node/esm', 'typed.mts'], {
    name: 'sumTyped',
    file: 'scripts/typed.mts',
  }),
  {
    ...createScript('type-stripping', ['node', '--no-warnings', 'typed.mts'], {
      name: 'sumTyped',
      file: 'scripts/typed.mts',
    }),
    fromNode: 22,
  },
  createPool('piscina', { name: 'mergeFromPiscina', file: 'pools/piscina.mjs' }),
  createPool('piscina-worker', { place: 'pool', name: 'computeInPiscina', file: 'pools/piscina-worker.mjs' }),
  createPool('tinypool', { name: 'mergeFromTinypool', file: 'pools/tinypool.mjs' }),
  createPool('tinypool-worker', { place: 'pool', name: 'computeInTinypool', file: 'pools/tinypool-worker.mjs' }),
  {
    name: 'pm2-runtime',
    folder: 'pm2',
    command: ['pm2-runtime', 'start', 'ecosystem.config.cjs'],
    planted: { name: 'priceUnderPm2', file: 'pm2/server.cjs' },
    drive: { end: 'sigterm' },
  },
  {
    name: 'node:test',
    folder: 'node-test',
    command: ['node', '--test', 'sums.test.mjs', 'words.test.mjs'],
    planted: { name: 'addInNodeTest', file: 'node-test/sums.test.mjs' },
    isChosen: true,
  },
  createVitest('threads'),
  createVitest('forks'),
  {
    name: 'jest-cjs',
    folder: 'jest-cjs',
    command: ['jest', '--maxWorkers=2'],
    planted: { name: 'addInJest', file: 'jest-cjs/sums.test.js' },
  },
  {
    name: 'jest-esm',
    folder: 'jest-esm',
    command: [
      'node',
      '--experimental-vm-modules',
      '--no-warnings',
      '../../node_modules/jest/bin/jest.js',
      '--runInBand',
    ],
    planted: { name: 'addInJestModule', file: 'jest-esm/sums.test.mjs' },
    isChosen: true,
  },
  {
    name: 'mocha',
    folder: 'mocha',
    command: ['mocha', 'sums.spec.mjs', 'words.spec.mjs'],
    planted: { name: 'addInMocha', file: 'mocha/sums.spec.mjs' },
    isChosen: true,
  },
  { name: 'ava', folder: 'ava', command: ['ava'], planted: { name: 'addInAva', file: 'ava/sums.mjs' } },
  {
    name: 'playwright',
    folder: 'playwright',
    command: ['playwright', 'test'],
    planted: { name: 'addInPlaywright', file: 'playwright/sums.spec.mjs' },
  },
  {
    name: 'npm-test',
    folder: 'npm',
    command: ['npm', 'test'],
    planted: { name: 'addInScript', file: 'npm/sums.test.mjs' },
    isChosen: true,
  },
  {
    name: 'pnpm-test',
    folder: 'npm',
    command: ['pnpm', 'test'],
    planted: { name: 'addInScript', file: 'npm/sums.test.mjs' },
  },
  createEnd('ctrl-c', { isChosen: true }),
  createEnd('sigterm', { isChosen: true }),
  createEnd('sigterm-app'),
  createEnd('sigkill-app', { verdict: 'inconclusive', exitCode: 2 }),
  createEnd('abort', { verdict: 'inconclusive', exitCode: 2 }),
  createEnd('throw', { exitCode: 1 }),
]

/**
 * @param {string} name
 * @param {string} planted
 * @param {Partial<Program>} [more]
 * @returns {Program}
 */
function createServer(name, planted, more = {}) {
  const file = `servers/${name}.mjs`
  return {
    name,
    folder: 'servers',
    command: ['node', `${name}.mjs`],
    planted: { name: planted, file },
    drive: { end: 'close' },
    ...more,
  }
}

/**
 * @param {string} name
 * @param {string[]} command
 * @param {Planted} planted
 * @returns {Program}
 */
function createScript(name, command, planted) {
  return { name, folder: 'scripts', command, planted }
}

/**
 * @param {string} name
 * @param {Planted} planted
 * @returns {Program}
 */
function createPool(name, planted) {
  const script = `${name.replace('-worker', '')}.mjs`
  const inWorker = planted.place === 'pool'
  return {
    name,
    folder: 'pools',
    command: ['node', script],
    planted: inWorker ? { ...planted, outcome: 'told' } : planted,
    isChosen: inWorker,
  }
}

/**
 * @param {string} pool
 * @returns {Program}
 */
function createVitest(pool) {
  return {
    name: `vitest-${pool}`,
    folder: 'vitest',
    env: { ZOO_POOL: pool },
    command: ['vitest', 'run'],
    planted: { name: 'addInVitest', file: 'vitest/sums.test.mjs' },
    isChosen: pool === 'threads',
  }
}

/**
 * @param {NonNullable<Program['drive']>['end']} end
 * @param {Partial<Program>} [more]
 * @returns {Program}
 */
function createEnd(end, more = {}) {
  return {
    name: `end-${end}`,
    folder: 'ends',
    command: ['node', 'server.mjs'],
    planted: { name: 'priceBeforeTheEnd', file: 'ends/server.mjs' },
    drive: { end },
    ...more,
  }
}
