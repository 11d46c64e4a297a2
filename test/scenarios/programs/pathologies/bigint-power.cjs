// A power of BigInts: one native step that takes no interrupts and cannot be wrapped.
const { repeatTimed } = require('../support/truth.cjs')

function raise(exponent) {
  return 7n ** exponent // BLOCK javascript|native raise
}

repeatTimed(() => raise(5_500_000n))
