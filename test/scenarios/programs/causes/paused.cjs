// Takes a payment every 30 ms. What else it does, and its end, a debugger calls for; where one may attach it tells once its loop turns.
const inspector = require('node:inspector')
const { compute } = require('../support/thread-cpu.cjs')

globalThis.takePayment = () => performance.now()
globalThis.bill = () => setTimeout(compute, 50, 300)
globalThis.finish = () => {
  clearInterval(timer)
  setTimeout(() => {}, 100)
}

const timer = setInterval(() => globalThis.takePayment(), 30)
setTimeout(() => process.stderr.write(`attach to ${inspector.url()}\n`), 200)
// Should nobody attach.
setTimeout(globalThis.finish, 20_000).unref()
