import type { HandOver } from '../executor/measure-hand-over.js'
import type { DelaySummary } from '../model/delay.js'
import type { Place } from './doctor-text.js'

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
export interface Yardstick {
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
