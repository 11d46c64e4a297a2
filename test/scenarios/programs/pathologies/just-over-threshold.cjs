// 60 ms where 50 are allowed.
const { repeatTimed } = require('../support/truth.cjs')

function refreshCache() {
  const until = performance.now() + 60
  let value = 0
  while (performance.now() < until) value += Math.sqrt(value + 1) // BLOCK javascript refreshCache
  return value
}

repeatTimed(() => refreshCache())
