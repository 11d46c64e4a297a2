// Programs find out with this how much work takes about as long on this machine as on any other. At the start: that is no block.

/** What `create` makes of the size at which `work` on it takes 130 to 300 ms; with `size` it takes a few. */
exports.scale = (work, create, size) => {
  for (let left = 5; ; left--) {
    const input = create(size)
    const durationMs = findShortestMs(() => work(input))
    if (left === 0 || (durationMs > 130 && durationMs < 300)) return input
    size = Math.ceil(size * Math.min(6, 200 / durationMs))
  }
}

/** The exponent, twice the time with each step, at which `work` takes 110 to 220 ms; `exponent` is one at which it takes a few. */
exports.scaleExponent = (work, exponent) => exponent + Math.round(Math.log2(160 / findShortestMs(() => work(exponent))))

// The first runs are slower, since their code is not optimized yet. Of the processor's time: others may have the cores.
function findShortestMs(run) {
  const untilMs = performance.now() + 200
  let shortestMs = Number.POSITIVE_INFINITY
  for (let count = 0; count < 2 || performance.now() < untilMs; count++) {
    const start = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(start)
    shortestMs = Math.min(shortestMs, Math.max(0.1, (user + system) / 1000))
  }
  return shortestMs
}
