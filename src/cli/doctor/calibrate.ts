import { pbkdf2Sync } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { createDelay, summarizeDelay } from '../../agent/clock/loop-delay.js'
import { type HandOver, measureHandOver } from '../../executor/measure-hand-over.js'
import { LIMITS } from '../../model/config.js'
import type { DelaySummary } from '../../model/report.js'
import type { Installation } from '../run/command.js'
import type { Terminal } from '../terminal.js'
import { requireNode } from './checks.js'
import type { Place } from './command.js'

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
  const yardsticks = WORK.map(({ unit, doSome }) => ({ unit, count: measureRate(doSome) * LIMITS.thresholdMs.default }))
  return {
    thresholdMs: LIMITS.thresholdMs.default,
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

/** What a threshold means on one machine. */
export interface Calibration {
  thresholdMs: number
  /** How late an idle loop was. */
  idle: Pick<DelaySummary, 'p50Ms' | 'p99Ms' | 'maxMs'>
  /** What it takes to have something done in a worker thread. */
  handOver: HandOver
  /** What fits into the threshold. */
  yardsticks: Yardstick[]
}

/** An amount of some work. */
interface Yardstick {
  count: number
  unit: string
}

/** What `loophound doctor --calibrate` prints. */
export function formatCalibration({ thresholdMs, idle, handOver, yardsticks }: Calibration, place: Place): string {
  const lowestMs = findLowestThresholdMs(idle.maxMs)
  const [first, ...others] = yardsticks.map(({ count, unit }) => `${formatCount(count)} ${unit}`)
  return [
    `loophound ${place.version}, Node.js ${place.node}, ${place.platform}`,
    '',
    formatRow(
      'an idle loop is late by',
      `p50 ${formatMs(idle.p50Ms)}, p99 ${formatMs(idle.p99Ms)}, at most ${formatMs(idle.maxMs)}`,
    ),
    formatRow('lowest threshold', `${lowestMs} ms: below that it would report the machine, not your code`),
    formatRow('a worker thread takes', formatHandOver(handOver)),
    '',
    formatRow(`${thresholdMs} ms here are`, first ?? ''),
    ...others.map(text => formatRow('', text)),
    '',
  ].join('\n')
}

/** Twice what an idle loop is late by, in steps of 5 ms; `watch()` takes none under 5. */
export function findLowestThresholdMs(idleMaxMs: number): number {
  return Math.max(5, Math.ceil((2 * idleMaxMs) / 5) * 5)
}

function formatHandOver({ roundTripMs, copyMsPerMb, isMeasured }: HandOver): string {
  const about = isMeasured ? '' : 'about '
  return `${about}${roundTripMs.toFixed(2)} ms for a task, and ${about}${formatMs(copyMsPerMb)} for each MB of objects copied`
}

function formatRow(title: string, text: string): string {
  return `${title.padEnd(25)}${text}`.trimEnd()
}

function formatMs(timeMs: number): string {
  return `${timeMs.toFixed(1)} ms`
}

function formatCount(count: number): string {
  return count < 10 ? count.toFixed(1) : count.toFixed(0)
}
