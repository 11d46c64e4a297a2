// A worker thread that computes for 800 ms, in a callback of its own loop, and answers.
const { parentPort } = require('node:worker_threads')

setTimeout(() => {
  const until = performance.now() + 800
  let total = 0
  while (performance.now() < until) total += Math.sqrt(total + 1)
  parentPort.postMessage(total)
}, 100)
