const { writeFileSync } = require('node:fs')

// What clock.mjs does, for programs that can only require.
const WORK_MS = 150

exports.isPlanted = function isPlanted(place = 'yes') {
  return process.env.ZOO_PLANTED === place
}

exports.startClock = function startClock() {
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
