// A property that looks cheap: a getter that computes.
const { repeatTimed } = require('../support/truth.cjs')

const order = {
  items: Array.from({ length: 1000 }, (_, i) => ({ price: i / 100, count: i % 7 })),
  get total() {
    let total = 0
    for (let round = 0; round < 170_000; round++) {
      // BLOCK javascript get total|total
      for (const item of this.items) total += item.price * item.count // BLOCK javascript get total|total
    }
    return total
  },
}

repeatTimed(() => order.total)
