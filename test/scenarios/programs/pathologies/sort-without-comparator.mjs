// Array#sort without a comparator: it takes no interrupts and no JavaScript of its own runs in it.
import { repeatTimed } from '../support/truth.cjs'

const names = Array.from({ length: 620_000 }, (_, i) => `name ${(i * 7919) % 250_007}`)

function sortNames() {
  return names.slice().sort() // BLOCK javascript|native sortNames
}

repeatTimed(() => sortNames())
