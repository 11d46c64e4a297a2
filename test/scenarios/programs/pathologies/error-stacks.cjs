// Errors whose stacks are formatted, thousands of times.
const { repeatTimed } = require('../support/truth.cjs')

function logFailures(count) {
  let sizeBytes = 0
  for (let i = 0; i < count; i++) {
    // BLOCK javascript logFailures
    const error = new Error(`failure ${i}`) // BLOCK javascript logFailures
    sizeBytes += error.stack.length // BLOCK javascript logFailures
  }
  return sizeBytes
}

repeatTimed(() => logFailures(22_000))
