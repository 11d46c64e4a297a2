import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findMedian } from './overhead-report.mjs'

/** Entries, and what has to be there before they load: a peer's own time is not theirs. */
const ENTRIES = {
  index: '',
  register: '',
  jest: 'globalThis.expect = { extend() {} }',
  'jest-environment': "require('jest-environment-node')",
  mocha: '',
  'node-test': '',
  executor: "require('workerpool')",
  reporters: '',
}
const ENTRY_LOADS = Object.entries(ENTRIES).flatMap(([name, before]) => [
  { files: [`${name}.cjs`], before },
  { files: [`${name}.js`], before },
])
// An app that watches itself under `loophound run`.
const LOADS = [
  ...ENTRY_LOADS,
  { files: ['register.cjs', 'index.cjs'], before: '' },
  { files: ['register.cjs', 'index.js'], before: '' },
]
const EMPTY = [
  { name: 'empty .cjs', before: '', load: 'require("node:module")' },
  { name: 'empty .js', before: '', load: 'await import("data:text/javascript,")' },
]

/**
 * Loads each entry of one or two builds in processes of its own, in turn, and prints what a load reads and how long it takes.
 *
 * @param {number} roundCount
 * @param {string[]} folders of builds; the ratio is the last one's to the first one's, pair by pair
 */
export function printEntryLoads(roundCount, folders) {
  const tasks = [...folders.flatMap(folder => LOADS.map(entry => ({ ...entry, folder }))), ...EMPTY]
  const times = tasks.map(() => [])
  // The first round finds the files on disk.
  for (let round = 0; round <= roundCount; round += 1) {
    for (let step = 0; step < tasks.length; step += 1) {
      const index = (step + round) % tasks.length
      const elapsedMs = measureLoad(tasks[index])
      if (round > 0) times[index].push(elapsedMs)
    }
  }
  console.log(`\nloading an entry, Node.js ${process.version}, ${roundCount} processes each`)
  console.log(
    `entry                     ${folders.map(() => '       kB        ms').join('')}${folders.length > 1 ? '     ratio' : ''}`,
  )
  for (const [index, { files }] of LOADS.entries()) printRow(files, index, folders, times)
  for (const [index, { name }] of EMPTY.entries()) {
    console.log(
      `${name.padEnd(26)}${' '.repeat(9)}${formatNumber(findMedian(times[tasks.length - EMPTY.length + index]))}`,
    )
  }
}

function printRow(files, index, folders, times) {
  const own = folders.map((_, build) => times[build * LOADS.length + index])
  const cells = folders.map(
    (folder, build) => formatNumber(measureSizeBytes(folder, files) / 1000, 9) + formatNumber(findMedian(own[build])),
  )
  const ratios = own.length > 1 ? own.at(-1).map((ms, round) => ms / own[0][round]) : []
  console.log(
    files.join(' + ').padEnd(26) +
      cells.join('') +
      (ratios.length > 0 ? findMedian(ratios).toFixed(2).padStart(10) : ''),
  )
}

function formatNumber(number, width = 10) {
  return number.toFixed(1).padStart(width)
}

/** Time of `require` or `import` alone, in a process that has loaded nothing but Node. */
function measureLoad({ files, folder, before, load = files.map(file => describeLoad(join(folder, file))).join('\n') }) {
  const code = `${before};(async () => {
    const startMs = performance.now()
    ${load}
    require('node:fs').writeSync(3, String(performance.now() - startMs))
    process.exit()
  })()`
  const { output, status } = spawnSync(process.execPath, ['-e', code], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  if (status !== 0) throw new Error(`${files}: expected exit code 0, got ${status}\n${output[2]}`)
  return Number(output[3])
}

function describeLoad(file) {
  const url = JSON.stringify(pathToFileURL(file))
  return file.endsWith('.cjs') ? `require(${JSON.stringify(file)})` : `await import(${url})`
}

/** Size of files and all that they load from beside them. */
function measureSizeBytes(folder, files) {
  const needed = new Set(files)
  let sizeBytes = 0
  // A set visits what is added to it on the way.
  for (const name of needed) {
    const source = readFileSync(join(folder, name), 'utf8')
    sizeBytes += Buffer.byteLength(source)
    const loads = source.matchAll(/^(?:\} from|import|.*\brequire\()\s*['"]\.\/(?<target>[^'"]+)['"]/gm)
    for (const { groups } of loads) needed.add(groups.target)
  }
  return sizeBytes
}
