import { readFileSync, writeFileSync } from 'node:fs'

/** CPU time that a planted block takes, in ms: by the clock it takes longer when others have the cores. */
const WORK_MS = 150

/** @returns {boolean} whether this run has a planted block in that place: `yes`, or where there are several the name of one */
export function isPlanted(place = 'yes') {
  return process.env.ZOO_PLANTED === place
}

/**
 * Says `false` until the thread has worked long enough, then `true`; how long it took goes to the run's folder.
 *
 * @returns {() => boolean}
 */
export function startClock() {
  const startMs = performance.now()
  const startCpuMs = readThreadCpuMs()
  let nextMs = WORK_MS
  return () => {
    const tookMs = performance.now() - startMs
    // The clock of the thread is a file on Node.js 20, and dear: it must not be what blocks.
    if (tookMs < nextMs) return false
    const leftMs = WORK_MS - (readThreadCpuMs() - startCpuMs)
    nextMs = tookMs + leftMs
    if (leftMs > 0) return false
    writeFileSync(process.env.ZOO_TRUTH, String(tookMs))
    return true
  }
}

function readThreadCpuMs() {
  if (process.threadCpuUsage) return process.threadCpuUsage().user / 1000 + process.threadCpuUsage().system / 1000
  // Of Node.js 20 Linux alone tells it.
  if (process.platform === 'linux')
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6
  return process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000
}
