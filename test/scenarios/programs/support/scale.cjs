// Programs see to it with this that they block for as long on any machine, and on any Node.js, as on any other.

const { readCpuMs } = require('./thread-cpu.cjs')

/** Does `work` again and again until that has taken 150 ms of a core; returns the last result. For work whose speed varies much. */
exports.again = work => {
  const untilMs = readCpuMs() + 150
  let result
  do result = work()
  while (readCpuMs() < untilMs)
  return result
}

/** What `create` makes of the size at which native `work` on it takes 200 ms; of `size` it takes 10 to 50. Goes at the start: no block. */
exports.scale = (work, create, size) => {
  const small = create(size)
  return create(Math.ceil((size * 200) / findShortestMs(() => work(small), 0)))
}

/** The exponent, twice the time with each step, at which `work` takes 140 to 280 ms; `exponent` is one at which it takes a few. */
exports.scaleExponent = (work, exponent) =>
  exponent + Math.round(Math.log2(200 / findShortestMs(() => work(exponent), 200)))

// The first runs are slower, since their code is not optimized yet. Of the processor's time, to the microsecond: others may have the cores.
function findShortestMs(run, warmUpMs) {
  const untilMs = performance.now() + warmUpMs
  let shortestMs = Number.POSITIVE_INFINITY
  for (let count = 0; count < 3 || performance.now() < untilMs; count++) {
    const start = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(start)
    shortestMs = Math.min(shortestMs, Math.max(0.1, (user + system) / 1000))
  }
  return shortestMs
}
