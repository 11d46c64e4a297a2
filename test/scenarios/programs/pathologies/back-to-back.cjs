// Two blocks in neighbouring iterations, by different functions: two blocks, each with its own name.
const { begin, repeat } = require('../support/truth.cjs')

function renderInvoice(durationMs) {
  const until = performance.now() + durationMs
  let value = 0
  while (performance.now() < until) value += Math.sqrt(value + 1) // BLOCK javascript renderInvoice
  return value
}

function renderReceipt(durationMs) {
  const until = performance.now() + durationMs
  let value = 0
  while (performance.now() < until) value += Math.sqrt(value + 1) // BLOCK javascript renderReceipt
  return value
}

repeat(
  () =>
    new Promise(done => {
      const endInvoice = begin('renderInvoice')
      renderInvoice(120)
      endInvoice()
      // A timer made here might fall due in the same turn.
      setImmediate(() => setTimeout(receive, 0))
      function receive() {
        const endReceipt = begin('renderReceipt')
        renderReceipt(150)
        done(endReceipt())
      }
    }),
)
