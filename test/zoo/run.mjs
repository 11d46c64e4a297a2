// @ts-check
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findNodes, hasBuilds } from '../node-matrix/find-nodes.mjs'
import { installIfNeeded, prepare, root } from '../prepare.mjs'
import { judgeRun } from './judge-run.mjs'
import { formatMarkdown, printCell, printSums } from './print-results.mjs'
import { programs, zoo } from './programs.mjs'
import { createEnvironment, findFolder, runProgram } from './run-program.mjs'

/**
 * Does loophound judge real programs right? Each runs with one planted block, which has to fail with its name, and without, which has to
 * pass. Wrong runs keep their folder.
 *
 *   npm run test:zoo -- [--runs 10] [--nodes own|all|v22,v26] [--loaded] [--chosen] [--only express,koa] [--json file] [--from file,file]
 *     [--keep folder] [--markdown]
 *
 * `--loaded`: the second half of the runs beside a busy program for each core. `--chosen`: a half of the programs. `--from`: print again
 * what `--json` has written.
 *
 * @typedef {{ program: string, node: string, isPlanted: boolean, isLoaded: boolean, faults: import('./judge-run.mjs').Fault[], folder?: string }} Result
 */
const options = /** @type {const} */ ({
  runs: { type: 'string', default: '1' },
  nodes: { type: 'string', default: 'own' },
  loaded: { type: 'boolean', default: false },
  chosen: { type: 'boolean', default: false },
  only: { type: 'string' },
  json: { type: 'string' },
  from: { type: 'string' },
  keep: { type: 'string', default: join(tmpdir(), 'loophound-zoo-wrong') },
  markdown: { type: 'boolean', default: false },
})
/** Ends by itself when this script does, however that is. */
const HOG = 'const parent = process.ppid; while (process.ppid === parent) for (let count = 0; count < 1e8; count++);'
const { values } = parseArgs({ options })

const results = values.from ? values.from.split(',').flatMap(readResults) : await runAll()
if (values.markdown) console.log(formatMarkdown(results, programs))
process.exitCode = printSums(results) > 0 ? 1 : 0

/** @param {string} file */
function readResults(file) {
  return /** @type {Result[]} */ (JSON.parse(readFileSync(file, 'utf8')))
}

async function runAll() {
  prepare()
  installIfNeeded(zoo)
  linkLoophound()
  if (values.nodes !== 'own' && hasBuilds()) installIfNeeded(join(root, 'test/node-matrix'))
  const chosen = choosePrograms()
  for (const program of chosen) build(program)
  /** @type {Result[]} */
  const all = []
  for (const node of chooseNodes()) {
    for (const program of chosen.filter(({ fromNode = 0, toNode = 99 }) => isBetween(node.name, fromNode, toNode))) {
      const cell = await runCell(program, node)
      printCell(cell)
      all.push(...cell)
      if (values.json) writeFileSync(values.json, JSON.stringify(all, null, 1))
    }
  }
  return all
}

// An app that says when it is ready imports it.
function linkLoophound() {
  const link = join(zoo, 'node_modules/loophound')
  if (!existsSync(link)) symlinkSync(root, link, 'junction')
}

function choosePrograms() {
  const only = values.only?.split(',')
  const unknown = only?.find(name => !programs.some(program => program.name === name))
  if (unknown) throw new Error(`--only: expected names of programs, got ${JSON.stringify(unknown)}`)
  return programs.filter(({ name, isChosen }) => (only ? only.includes(name) : isChosen || !values.chosen))
}

function chooseNodes() {
  const nodes = findNodes()
  if (values.nodes === 'own') return nodes.slice(0, 1)
  if (values.nodes === 'all') return nodes
  return nodes.filter(({ name }) => values.nodes.split(',').some(wanted => name.startsWith(`${wanted}.`)))
}

/**
 * @param {string} name such as `v22.23.3`
 * @param {number} from
 * @param {number} to
 */
function isBetween(name, from, to) {
  const major = Number.parseInt(name.slice(1), 10)
  return from <= major && major <= to
}

/** @param {import('./programs.mjs').Program} program */
function build(program) {
  const [command, ...args] = program.build ?? []
  if (!command) return
  const env = createEnvironment({ program, execPath: process.execPath, folder: tmpdir() }, 0, '')
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: findFolder(program), env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program.name}: expected ${command} to build it, got ${stdout}${stderr}`)
}

/**
 * All runs of one program on one Node.js.
 *
 * @param {import('./programs.mjs').Program} program
 * @param {{ name: string, execPath: string }} node
 */
async function runCell(program, node) {
  /** @type {Result[]} */
  const cell = []
  const runs = Number(values.runs)
  for (let index = 0; index < runs; index += 1) {
    const isLoaded = values.loaded && index >= Math.floor(runs / 2)
    const hogs = isLoaded ? startHogs() : []
    for (const isPlanted of [true, false]) cell.push(await runOnce({ program, node, isPlanted, isLoaded, index }))
    for (const hog of hogs) hog.kill('SIGKILL')
  }
  return cell
}

function startHogs() {
  return Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['-e', HOG]))
}

/**
 * @param {{ program: import('./programs.mjs').Program, node: { name: string, execPath: string }, isPlanted: boolean, isLoaded: boolean, index: number }} setting
 * @returns {Promise<Result>}
 */
async function runOnce({ program, node, isPlanted, isLoaded, index }) {
  const folder = mkdtempSync(join(tmpdir(), 'loophound-zoo-'))
  try {
    const run = await runProgram({ program, execPath: node.execPath, isPlanted, folder })
    const faults = judgeRun(run, { program, isPlanted, isLoaded })
    const result = { program: program.name, node: node.name, isPlanted, isLoaded, faults }
    if (faults.length === 0) return result
    return { ...result, folder: keep(folder, [program.name, node.name, isPlanted ? 'planted' : 'without', index]) }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/**
 * @param {string} folder
 * @param {(string | number)[]} words
 */
function keep(folder, words) {
  const kept = join(values.keep, words.join('-').replaceAll(':', '-'))
  rmSync(kept, { recursive: true, force: true })
  mkdirSync(kept, { recursive: true })
  for (const name of ['report.json', 'output.txt', 'truth'])
    if (existsSync(join(folder, name))) cpSync(join(folder, name), join(kept, name))
  return kept
}
