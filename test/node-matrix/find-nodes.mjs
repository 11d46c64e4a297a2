// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const packages = ['node22', 'node24', 'node26']

/**
 * The Node.js executables to run scenarios on: this one, then those that `npm ci` has installed beside this file.
 *
 * @returns {{ name: string, execPath: string }[]} `name` is like `v22.23.3`
 */
export function findNodes() {
  const own = { name: process.version, execPath: process.execPath }
  const others = hasBuilds() ? packages.flatMap(readNode) : []
  return [own, ...others.filter(node => node.name !== own.name)]
}

/**
 * The oldest and the newest of `findNodes()`, for what differs little between versions: `npm test` has to end soon. All of them in
 * `npm run corpus`.
 *
 * @returns {{ name: string, execPath: string }[]}
 */
export function findOldestAndNewest() {
  const nodes = findNodes().sort((a, b) => readMajor(a) - readMajor(b))
  return nodes.length <= 2 || process.env.ALL_NODES ? nodes : [nodes[0], nodes.at(-1)].flatMap(node => node ?? [])
}

/**
 * Shares programs out among `findNodes()`, one Node.js each in turn: `npm test` has to end soon. All of them on each with `ALL_NODES=1`, in
 * `npm run test:matrix` and `npm run corpus`.
 *
 * @template Program
 * @param {Program[]} programs
 * @param {number} [first] which Node.js takes the first program
 * @returns {{ name: string, execPath: string, programs: Program[] }[]} without a Node.js that has none
 */
export function takeTurns(programs, first = 0) {
  const nodes = findNodes()
  /** @param {number} turn */
  const pick = turn => programs.filter((_, index) => process.env.ALL_NODES || (index + first) % nodes.length === turn)
  return nodes.map((node, turn) => ({ ...node, programs: pick(turn) })).filter(({ programs }) => programs.length > 0)
}

/** @param {{ name: string }} node */
function readMajor({ name }) {
  return Number.parseInt(name.slice(1), 10)
}

/**
 * Why `findNodes()` gives fewer executables than it could, in one sentence.
 *
 * @returns {string | undefined} nothing when none is missing
 */
export function explainMissingNodes() {
  if (!hasBuilds()) {
    return `other Node.js versions are tried on Linux x64 only, this is ${process.platform} ${process.arch}`
  }
  const missing = packages.filter(name => readNode(name).length === 0)
  return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}; run \`npm ci\` in test/node-matrix`
}

/** Whether the packages exist for this platform at all. */
export function hasBuilds() {
  return process.platform === 'linux' && process.arch === 'x64'
}

/** @param {string} name */
function readNode(name) {
  const packageFolder = join(folder, 'node_modules', name)
  const execPath = join(packageFolder, 'bin', 'node')
  if (!existsSync(execPath)) return []
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  return [{ name: `v${version}`, execPath }]
}
