// How true the reported durations are: 50 busy loops of 56 ms each, timed by themselves, against what onBlock says.
//   npm run bench:durations -- [--report-only]
import { setTimeout as sleep } from 'node:timers/promises'
import { watch } from '../dist/index.js'

const BLOCKS = 50
const BLOCK_MS = 56
const ALLOWED_ERROR_MS = 2
const reported = []
const hound = watch({ thresholdMs: 50, onBlock: block => reported.push(block) })
await hound.ready
await sleep(200)

const truth = []
for (let index = 0; index < BLOCKS; index++) {
  await sleep(30 + (index % 7))
  truth.push(await blockInTimer())
}
await sleep(500)
await hound.stop()

const pairs = truth.map(block => ({ ...block, reportedMs: findReported(block)?.durationMs }))
const missed = pairs.filter(({ reportedMs }) => reportedMs === undefined).length
const errorsMs = pairs.flatMap(({ durationMs, reportedMs }) =>
  reportedMs === undefined ? [] : [reportedMs - durationMs],
)
const sorted = errorsMs.map(Math.abs).sort((a, b) => a - b)
const worstMs = sorted.at(-1) ?? Number.POSITIVE_INFINITY
const trueMs = truth.map(({ durationMs }) => durationMs).sort((a, b) => a - b)
console.log(`true blocks      ${BLOCKS} of ${trueMs[0].toFixed(2)} to ${trueMs.at(-1).toFixed(2)} ms`)
console.log(`reported         ${reported.length}, of the true ones missed ${missed}`)
console.log(`error of a block median ${sorted[sorted.length >> 1]?.toFixed(3)} ms, worst ${worstMs.toFixed(3)} ms`)
const good = missed === 0 && reported.length === BLOCKS && worstMs <= ALLOWED_ERROR_MS
console.log(good ? `all within ${ALLOWED_ERROR_MS} ms` : `expected ${BLOCKS} blocks within ${ALLOWED_ERROR_MS} ms`)
if (!good && !process.argv.includes('--report-only')) process.exitCode = 1

/** A timer of its own, so that nothing else runs in the same iteration. */
function blockInTimer() {
  return new Promise(resolve => {
    setTimeout(() => {
      const startedAt = Date.now()
      const startNs = process.hrtime.bigint()
      while (process.hrtime.bigint() - startNs < BigInt(BLOCK_MS * 1e6));
      resolve({ startedAt, durationMs: Number(process.hrtime.bigint() - startNs) / 1e6 })
    }, 5)
  })
}

/** The report that starts at the same time. */
function findReported({ startedAt }) {
  return reported.find(block => Math.abs(Date.parse(block.startedAt) - startedAt) < BLOCK_MS / 2)
}
