// A recursion of 3000 levels, deeper than any stack limit a tool would set.
const { repeatTimed } = require('../support/truth.cjs')

function descend(level) {
  let sum = 0
  for (let i = 0; i < 24_000; i++) sum += Math.sqrt(i + level) // BLOCK javascript descend
  return level === 0 ? sum : sum + descend(level - 1) // BLOCK javascript descend
}

repeatTimed(() => descend(3000))
