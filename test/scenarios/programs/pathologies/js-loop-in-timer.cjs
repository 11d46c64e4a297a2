// A loop of plain JavaScript in a timer callback.
const { repeatTimed } = require('../support/truth.cjs')

function countPrimes(limit) {
  let count = 0
  for (let n = 2; n < limit; n++) {
    // BLOCK javascript countPrimes
    let divisor = 2
    while (divisor * divisor <= n && n % divisor !== 0) divisor++ // BLOCK javascript countPrimes
    if (divisor * divisor > n) count++ // BLOCK javascript countPrimes
  }
  return count
}

repeatTimed(() => countPrimes(1_350_000))
