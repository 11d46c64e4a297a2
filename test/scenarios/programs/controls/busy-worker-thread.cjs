// A worker thread that computes for 500 ms: its loop is blocked, the main one is not.
const { join } = require('node:path')
const { Worker } = require('node:worker_threads')
require('../support/truth.cjs')

setTimeout(() => {
  const worker = new Worker(join(__dirname, '../support/busy-worker.cjs'))
  const beat = setInterval(() => {}, 5)
  worker.on('exit', () => clearInterval(beat))
}, 150)
