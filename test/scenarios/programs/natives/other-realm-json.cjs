// JSON.parse of another realm, which nobody has wrapped.
const vm = require('node:vm')
const { repeatTimed } = require('../support/truth.cjs')

const { parse } = vm.runInNewContext('JSON')
const text = JSON.stringify(Array.from({ length: 600_000 }, (_, id) => ({ id, name: `item ${id}` })))

function readOrders() {
  return parse(text) // BLOCK json|javascript|native readOrders
}

repeatTimed(() => readOrders())
