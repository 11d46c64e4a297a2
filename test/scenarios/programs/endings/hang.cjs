// A loop that never ends: whoever started this has to kill it.
const { wanderOff } = require('../support/truth.cjs')

function waitForever() {
  let turns = 0
  for (;;) turns = (turns + 1) | 0 // BLOCK javascript waitForever
}

setTimeout(() => wanderOff(waitForever()), 250)
