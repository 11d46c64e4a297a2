// Work that is measured by what it takes of a core, so that it is the same on a busy machine. Linux tells.
const { readFileSync } = require('node:fs')

/** Computes for so many ms of this thread's CPU time. */
exports.compute = durationMs => {
  const until = readCpuMs() + durationMs
  let total = 0
  while (readCpuMs() < until) for (let i = 0; i < 500_000; i++) total += Math.sqrt(i)
  return total
}

function readCpuMs() {
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6
}
