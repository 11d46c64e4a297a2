import { writeFileSync } from 'node:fs'

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
  const readCpu = process.threadCpuUsage ?? process.cpuUsage
  const before = readCpu.call(process)
  return () => {
    const { user, system } = readCpu.call(process, before)
    const tookMs = performance.now() - startMs
    if (user + system < WORK_MS * 1000 || tookMs < WORK_MS) return false
    writeFileSync(process.env.ZOO_TRUTH, String(tookMs))
    return true
  }
}
