// How true the reported durations are: busy loops of 56 ms, timed by the program until the loop turns, against what onBlock says.
//   npm run bench:durations -- [--blocks 50] [--report-only]
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { prepare } from '../test/prepare.mjs'

const BLOCK_MS = 56
const ALLOWED_ERROR_MS = 2
const CALM_WAIT_MS = 0.5
const options = { blocks: { type: 'string', default: '50' }, 'report-only': { type: 'boolean', default: false } }
const { values } = parseArgs({ options })
const wanted = Number(values.blocks)
prepare()
const { watch } = await import('../dist/index.js')
const reported = []
const hound = watch({ thresholdMs: 50, onBlock: block => reported.push(block) })
await hound.ready
await sleep(200)

const truth = []
let calm = 0
while (calm < wanted && truth.length < 4 * wanted) {
  await sleep(30 + (truth.length % 7))
  const block = await blockInTimer()
  truth.push(block)
  if (block.waitMs < CALM_WAIT_MS) calm++
}
await sleep(500)
await hound.stop()

const pairs = truth.map(block => ({ ...block, reportedMs: findReported(block)?.durationMs }))
const missed = pairs.filter(({ reportedMs }) => reportedMs === undefined).length
const errorsMs = pairs
  .filter(({ waitMs, reportedMs }) => waitMs < CALM_WAIT_MS && reportedMs !== undefined)
  .map(({ durationMs, reportedMs }) => Math.abs(reportedMs - durationMs))
  .sort((a, b) => a - b)
const worstMs = errorsMs.at(-1) ?? Number.POSITIVE_INFINITY
console.log(`blocks     ${truth.length} true, ${reported.length} reported, ${missed} missed`)
console.log(
  `set aside  ${truth.length - calm}: another process had the core around the block, which really lasted longer`,
)
console.log(
  `error      median ${errorsMs[errorsMs.length >> 1]?.toFixed(3)} ms, worst ${worstMs.toFixed(3)} ms of ${calm}`,
)
const failures = [
  missed > 0 && `expected every block to be reported, missed ${missed}`,
  reported.length > truth.length && `expected ${truth.length} reports, got ${reported.length}`,
  calm < wanted && `expected ${wanted} undisturbed blocks, got ${calm}: the machine is too busy`,
  worstMs > ALLOWED_ERROR_MS && `expected errors of at most ${ALLOWED_ERROR_MS} ms, got ${worstMs.toFixed(3)}`,
].filter(Boolean)
console.log(failures.length === 0 ? `all within ${ALLOWED_ERROR_MS} ms` : failures.join('\n'))
if (failures.length > 0 && !values['report-only']) process.exitCode = 1

/** A timer of its own, so that nothing else runs in the same iteration. The block is over when the loop turns: an immediate tells. */
function blockInTimer() {
  return new Promise(resolve => {
    setTimeout(() => {
      const waitedMs = readWaitMs()
      const startedAt = Date.now()
      const startMs = performance.now()
      while (performance.now() - startMs < BLOCK_MS);
      setImmediate(() => {
        const durationMs = performance.now() - startMs
        resolve({ startedAt, durationMs, waitMs: readWaitMs() - waitedMs })
      })
    }, 5)
  })
}

/** How long this thread was runnable and had no core, so far; 0 where the system does not tell. */
function readWaitMs() {
  if (process.platform !== 'linux') return 0
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]) / 1e6
}

/** The report that starts at the same time. */
function findReported({ startedAt }) {
  return reported.find(block => Math.abs(Date.parse(block.startedAt) - startedAt) < BLOCK_MS / 2)
}
