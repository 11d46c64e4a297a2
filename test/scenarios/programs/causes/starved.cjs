// Computes for some ms of CPU time, six times. Pinned to one core beside others, each time takes a multiple of that.
const { compute } = require('../support/thread-cpu.cjs')

const cpuMs = Number(process.argv[2])
let left = 6

function crunch() {
  compute(cpuMs)
  if (--left > 0) setTimeout(crunch, 40)
}

setImmediate(() => setTimeout(crunch, 100))
