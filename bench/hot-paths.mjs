// What the synchronous hot paths cost, measured twice: with `perfect` and with `tinybench`. The probes are bundled from src.
//   npm run bench:hot-paths -- [--report-only]
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { performanceTest } from 'perfect'
import { Bench } from 'tinybench'

/** Runs between `start()` and `end()` of one iteration: the clock of `perfect` alone takes 40 ns. */
const BATCH = 200
const BATCHES = 50
const ROUNDS = 21
/** Both instruments must agree within this factor, or the machine is too busy to say anything. */
const AGREEMENT = 2

const { values } = parseArgs({ options: { 'report-only': { type: 'boolean', default: false } } })
const { createHotPaths } = await importSource(new URL('./hot-path-cases.ts', import.meta.url))
const hotPaths = createHotPaths()
const rows = []
for (const hotPath of hotPaths) rows.push(await measure(hotPath))

console.log(`${'hot path'.padEnd(44)}${'perfect'.padStart(12)}${'tinybench'.padStart(12)}${'limit'.padStart(12)}`)
for (const { name, perfectNs, tinybenchNs, limitNs } of rows) {
  const cells = [perfectNs, tinybenchNs, limitNs].map(ns => formatNs(ns).padStart(12))
  console.log(name.padEnd(44) + cells.join(''))
}
const failures = rows.flatMap(findFailures)
console.log(failures.length === 0 ? 'all within their limits' : failures.join('\n'))
if (failures.length > 0 && !values['report-only']) process.exitCode = 1
for (const { stop } of hotPaths) stop?.()

async function measure({ name, run, rest, runs = BATCH, batches = BATCHES, limitNs }) {
  return {
    name,
    limitNs,
    perfectNs: measureWithPerfect({ run, rest, runs, batches }),
    tinybenchNs: await measureWithTinybench(run, rest, runs),
  }
}

/** `start()` and `end()` in every iteration: without them `perfect` goes on with the times of the one before. */
function measureWithPerfect({ run, rest, runs, batches }) {
  const test = (start, end) => {
    start()
    for (let index = 0; index < runs; index += 1) run()
    end()
    rest?.()
  }
  const measureRound = () =>
    performanceTest({ description: 'hot path', iterations: batches, testCases: { run: { test } } })
  measureRound()
  // It gives averages, which whatever else runs on the machine makes longer: the quietest round is the truest.
  const roundsMs = Array.from({ length: ROUNDS }, () => measureRound().fastest.averageTime)
  return (Math.min(...roundsMs) * 1e6) / runs
}

async function measureWithTinybench(run, rest, runs) {
  const bench = new Bench({ time: 100, warmupTime: 50, throws: true })
  const batch = () => {
    for (let index = 0; index < runs; index += 1) run()
  }
  bench.add('run', batch, rest === undefined ? {} : { afterEach: rest })
  await bench.run()
  const { latency } = bench.tasks[0].result
  return (latency.p50 * 1e6) / runs
}

function findFailures({ name, perfectNs, tinybenchNs, limitNs }) {
  const slowNs = Math.min(perfectNs, tinybenchNs)
  if (slowNs > limitNs) return [`${name}: expected at most ${formatNs(limitNs)}, got ${formatNs(slowNs)}`]
  const ratio = Math.max(perfectNs / tinybenchNs, tinybenchNs / perfectNs)
  if (ratio <= AGREEMENT) return []
  return [
    `${name}: expected both to agree within a factor of ${AGREEMENT}, got ${ratio.toFixed(1)}: the machine is too busy`,
  ]
}

function formatNs(ns) {
  if (ns < 10_000) return `${ns.toFixed(0)} ns`
  return ns < 1e6 ? `${(ns / 1e3).toFixed(1)} µs` : `${(ns / 1e6).toFixed(2)} ms`
}

/** The probes import nothing but Node's own modules, so that a bundle of them can be imported from a string. */
async function importSource(url) {
  const { outputFiles } = await build({
    entryPoints: [url.pathname],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
}
