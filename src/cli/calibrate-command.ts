import { pbkdf2Sync } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { measureHandOver } from '../executor/measure-hand-over.js'
import { DEFAULT_THRESHOLD_MS } from '../model/run-settings.js'
import { createDelay, summarizeDelay } from '../probes/delay.js'
import { type Calibration, formatCalibration, type Yardstick } from './calibrate-text.js'
import { requireNode } from './require-node.js'
import type { Installation } from './run-command.js'
import type { Terminal } from './terminal.js'

/**
 * Measures what the default threshold means on this machine: how late a loop is that has nothing to do, and how much of some common work
 * fits into the threshold. Takes three seconds.
 *
 * @returns the exit code 0
 * @throws LoophoundError in Bun and Deno, which do not tell the same
 */
export async function calibrateCommand({ version }: Installation, terminal: Terminal): Promise<number> {
  requireNode('--calibrate')
  const calibration = await measureMachine()
  terminal.print(formatCalibration(calibration, { version, node: process.version, platform: process.platform }))
  return 0
}

const IDLE_MS = 2000

async function measureMachine(): Promise<Calibration> {
  const delay = createDelay()
  await sleep(IDLE_MS)
  const { p50Ms, p99Ms, maxMs } = summarizeDelay([delay.read()])
  delay.stop()
  const yardsticks = WORK.map(({ unit, doSome }) => ({ unit, count: measureRate(doSome) * DEFAULT_THRESHOLD_MS }))
  return {
    thresholdMs: DEFAULT_THRESHOLD_MS,
    idle: { p50Ms, p99Ms, maxMs },
    handOver: await measureHandOver(),
    yardsticks,
  }
}

/** Does some of one kind of work, and returns how much it was. */
interface Work extends Pick<Yardstick, 'unit'> {
  doSome: () => number
}

const MEGABYTE = 1e6
const text = JSON.stringify(
  Array.from({ length: 2000 }, (_, id) => ({ id, name: `item ${id}`, tags: ['a', 'b'], price: id / 7 })),
)
const numbers = Array.from({ length: 20_000 }, (_, index) => (index * 7919) % 104_729)

const WORK: Work[] = [
  { unit: 'MB of JSON parsed', doSome: () => (JSON.parse(text) ? text.length / MEGABYTE : 0) },
  { unit: 'thousand numbers sorted', doSome: () => numbers.toSorted((a, b) => a - b).length / 1000 },
  { unit: 'thousand iterations of PBKDF2 with SHA-512', doSome: () => pbkdf2Sync('a', 'b', 2000, 64, 'sha512') && 2 },
  { unit: 'MB of JSON compressed with gzip', doSome: () => (gzipSync(text) ? text.length / MEGABYTE : 0) },
]

/** How much of it a millisecond holds, once the code is compiled. */
function measureRate(doSome: Work['doSome']): number {
  measureFor(WARM_UP_MS, doSome)
  return measureFor(MEASURED_MS, doSome)
}

const WARM_UP_MS = 50
const MEASURED_MS = 150

function measureFor(durationMs: number, doSome: Work['doSome']): number {
  const startMs = performance.now()
  let count = 0
  let elapsedMs = 0
  while (elapsedMs < durationMs) {
    count += doSome()
    elapsedMs = performance.now() - startMs
  }
  return count / elapsedMs
}
