// 200 ms of top-level code of a CommonJS program: starting, not blocking.
require('../support/truth.cjs')

const until = performance.now() + 200
let value = 0
while (performance.now() < until) value += Math.sqrt(value + 1)

setTimeout(() => {}, 300)
