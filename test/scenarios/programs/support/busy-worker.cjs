// A worker thread that computes for 500 ms, in a callback of its own loop, and answers.
const { parentPort } = require('node:worker_threads')

setTimeout(() => {
  const until = performance.now() + 500
  let total = 0
  while (performance.now() < until) total += Math.sqrt(total + 1)
  parentPort.postMessage(total)
}, 100)
