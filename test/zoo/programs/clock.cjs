const { readFileSync, writeFileSync } = require('node:fs')

// What clock.mjs does, for programs that can only require.
const WORK_MS = 150

exports.isPlanted = function isPlanted(place = 'yes') {
  return process.env.ZOO_PLANTED === place
}

exports.startClock = function startClock() {
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
