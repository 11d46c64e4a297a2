// Takes a step every 30 ms until a debugger has held it for long, or until it has computed for as long as it was told. Tells where the
// debugger may attach once its loop turns.
const inspector = require('node:inspector')
const { compute } = require('../support/thread-cpu.cjs')

const cpuMs = Number(process.argv[2] ?? 0)
let lastMs = Number.POSITIVE_INFINITY

function takePayment() {
  const nowMs = performance.now()
  if (nowMs - lastMs > 400) finish()
  lastMs = nowMs
}

const timer = setInterval(takePayment, 30)
setTimeout(() => process.stderr.write(`attach to ${inspector.url()}\n`), 200)

function finish() {
  clearInterval(timer)
  setTimeout(() => {}, 100)
}

if (cpuMs > 0) {
  setTimeout(function bill() {
    compute(cpuMs)
    finish()
  }, 900)
}
