// Runs the program that the first argument names in a worker thread, and ends as that does.
const { Worker } = require('node:worker_threads')

new Worker(process.argv[2], { name: 'twin' }).once('exit', exitCode => {
  process.exitCode = exitCode
})
