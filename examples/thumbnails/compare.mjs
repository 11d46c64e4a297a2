// The same server under the same load, once for each place where thumbnails can be made:
//   node examples/thumbnails/compare.mjs [variant…]     all of them, when none is named; `queue` needs redis-server
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatTable } from './format-table.mjs'
import { variants } from './variants.mjs'

const named = process.argv.slice(2)
const rows = []
for (const variant of named.length > 0 ? named : Object.keys(variants)) rows.push(await measureVariant(variant))
console.log(formatTable(rows))

/** Runs the server under loophound, as a CI would, and keeps what both sides saw. */
async function measureVariant(variant) {
  const folder = mkdtempSync(join(tmpdir(), 'loophound-compare-'))
  const files = { report: join(folder, 'report.json'), load: join(folder, 'load.json') }
  const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))
  const main = fileURLToPath(new URL('main.mjs', import.meta.url))
  const args = [bin, 'run', '--reporter', `json=${files.report}`, '--', 'node', main, variant]
  const env = { ...process.env, LOAD_REPORT: files.load }
  try {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
    await once(child, 'close')
    return readRow(variant, files)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readRow(variant, files) {
  const report = JSON.parse(readFileSync(files.report, 'utf8'))
  const load = JSON.parse(readFileSync(files.load, 'utf8'))
  const [thumb, health] = ['/thumb', '/health'].map(name => load.find(({ route }) => route === name))
  const blocks = report.blocks.filter(({ ignored }) => ignored === undefined)
  return {
    variant,
    verdict: report.verdict.status,
    blocks: blocks.length,
    worstMs: Math.max(0, ...blocks.map(({ durationMs }) => durationMs)),
    delayedEvents: blocks.reduce((sum, block) => sum + (block.delayedEvents ?? 0), 0),
    thumb,
    health,
  }
}
