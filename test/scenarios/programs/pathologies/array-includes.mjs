// A quadratic search by Array#includes.
import { repeatTimed } from '../support/truth.cjs'

const ids = Array.from({ length: 40_000 }, (_, i) => i * 2)

function countKnown(wanted) {
  let known = 0
  for (let id = 0; id < wanted; id++) {
    // BLOCK javascript countKnown
    if (ids.includes(id * 2 + 1)) known++ // BLOCK javascript countKnown
  }
  return known
}

repeatTimed(() => countKnown(7000))
