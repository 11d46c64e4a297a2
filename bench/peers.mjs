// The same blocks under loophound and under other tools: how many each detects, whose function and line it names, how long it says they
// were, and what it costs a load of awaits.
//   npm run bench:peers -- [--blocks 10] [--rounds 5] [--tools 'blocked-at,loophound run']
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { installIfNeeded, prepare } from '../test/prepare.mjs'
import { judgeTool } from './peers-judge.mjs'

const TOOLS = [
  'loophound run',
  'loophound watch()',
  'blocked-at',
  '@sentry/node-native',
  '@sentry-internal/node-native-stacktrace',
  '@datadog/pprof',
]
const AWAITS_MS = 1500
const options = {
  blocks: { type: 'string', default: '10' },
  rounds: { type: 'string', default: '5' },
  tools: { type: 'string', default: TOOLS.join(',') },
}
const { values } = parseArgs({ options })
const tools = values.tools.split(',')
const subject = fileURLToPath(new URL('peers/subject.mjs', import.meta.url))
const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url))

prepare()
installIfNeeded(fileURLToPath(new URL('peers', import.meta.url)))
const sink = await startSink()
const rows = []
for (const tool of tools) rows.push(await measureTool(tool))
sink.server.close()
printRows(rows)

async function measureTool(tool) {
  sink.reports.length = 0
  const { truth, reports } = await runSubject(tool, 'blocks', values.blocks)
  const judged = judgeTool(truth, [...reports, ...sink.reports])
  const slowdowns = []
  for (let round = 0; round < Number(values.rounds); round++) {
    const none = await runSubject('none', 'awaits', AWAITS_MS)
    slowdowns.push((await runSubject(tool, 'awaits', AWAITS_MS)).cpuNsAnAwait / none.cpuNsAnAwait)
  }
  console.error(`${tool} done`)
  return { tool, ...judged, slowdowns: slowdowns.sort((a, b) => a - b) }
}

async function runSubject(tool, task, count) {
  const folder = mkdtempSync(join(tmpdir(), 'loophound-peers-'))
  const file = join(folder, 'report.json')
  const watched = tool === 'loophound run'
  const run = watched
    ? [bin, 'run', '--max-blocks', '100000', '--reporter', `json=${file}`, '--', process.execPath]
    : []
  const env = { ...process.env, SINK_DSN: `http://public@127.0.0.1:${sink.server.address().port}/1` }
  const child = spawn(process.execPath, [...run, subject, tool, task, String(count)], {
    env,
    stdio: ['ignore', 'pipe', 2],
  })
  let output = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) output += chunk
  const line = output.split('\n').findLast(text => text.startsWith('{'))
  if (!line) throw new Error(`${tool}: expected a result, got ${JSON.stringify(output.slice(-200))}`)
  const result = JSON.parse(line)
  if (watched) result.reports = readRunReports(file)
  rmSync(folder, { recursive: true })
  return result
}

function readRunReports(file) {
  const { blocks } = JSON.parse(readFileSync(file, 'utf8'))
  return blocks.map(({ startedAt, durationMs, culprit }) => ({
    atMs: Date.parse(startedAt) + durationMs,
    durationMs,
    frames: culprit ? [culprit] : [],
  }))
}

/** What Sentry's own server would be told. */
async function startSink() {
  const reports = []
  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const text = String(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body)
    for (const line of text.split('\n')) reports.push(...readEvent(line))
    response.end('{}')
  })
  await new Promise(listening => server.listen(0, '127.0.0.1', listening))
  return { server, reports }
}

function readEvent(line) {
  if (!line.includes('"EventLoopBlocked"')) return []
  const { exception } = JSON.parse(line)
  const frames = exception.values[0].stacktrace?.frames ?? []
  const toFrame = ({ function: name, filename, lineno }) => ({ function: name, file: filename, line: lineno })
  return [{ atMs: Date.now(), frames: frames.map(toFrame).reverse() }]
}

function printRows(found) {
  const names = Object.keys(found[0]?.cases ?? {})
  console.log(`\nNode.js ${process.version}, ${values.blocks} blocks a cell: detected·function·line`)
  console.log(formatRow(['tool', ...names, 'error of the duration', 'slowdown of awaits']))
  console.log(formatRow(['---', ...names.map(() => '---'), '---', '---']))
  for (const { tool, cases, errorsMs, slowdowns } of found) {
    const cells = names.map(name => [cases[name].detected, cases[name].functions, cases[name].lines].join('·'))
    console.log(formatRow([tool, ...cells, formatErrors(errorsMs), `${slowdowns[slowdowns.length >> 1]?.toFixed(2)}×`]))
  }
}

function formatErrors(errorsMs) {
  if (errorsMs.length === 0) return 'tells none'
  return `median ${errorsMs[errorsMs.length >> 1].toFixed(1)} ms, worst ${errorsMs.at(-1).toFixed(1)} ms`
}

function formatRow(cells) {
  return `| ${cells.join(' | ')} |`
}
