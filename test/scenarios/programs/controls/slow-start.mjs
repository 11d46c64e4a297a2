// 200 ms of top-level code of an ES module program: starting, not blocking.
import '../support/truth.cjs'

const until = performance.now() + 200
let value = 0
while (performance.now() < until) value += Math.sqrt(value + 1)

setTimeout(() => {}, 300)
