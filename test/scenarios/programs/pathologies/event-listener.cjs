// A listener of an EventEmitter: emit() is synchronous.
const { EventEmitter } = require('node:events')
const { repeatTimed } = require('../support/truth.cjs')

const orders = new EventEmitter()
orders.on('order', function bookOrder(amount) {
  let balance = 0
  for (let i = 0; i < 1.8e7; i++) balance += Math.sqrt(i + amount) % 3 // BLOCK javascript bookOrder
  this.balance = balance
})
orders.on('order', function sendReceipt() {
  this.receipts = (this.receipts ?? 0) + 1
})

repeatTimed(() => orders.emit('order', 12))
