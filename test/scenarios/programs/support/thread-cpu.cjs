// Work that is measured by what it takes of a core, so that it is the same on a busy machine.
const { readFileSync } = require('node:fs')

/** Computes for so many ms of this thread's CPU time. */
exports.compute = durationMs => {
  const until = readCpuMs() + durationMs
  let total = 0
  while (readCpuMs() < until) for (let i = 0; i < 500_000; i++) total += Math.sqrt(i)
  return total
}

/** The CPU time of this thread in ms, where the system tells (Linux); else that of the process. */
exports.readCpuMs = readCpuMs
function readCpuMs() {
  if (process.platform !== 'linux') return process.cpuUsage().user / 1000
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6
}
