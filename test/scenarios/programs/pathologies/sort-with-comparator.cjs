// Array#sort with a comparator: the comparator (its first line, when it has just been entered) or the line that sorts.
const { repeatTimed } = require('../support/truth.cjs')

const rows = Array.from({ length: 450_000 }, (_, i) => ({ score: (i * 7919) % 450_007 }))

function byScore(left, right) {
  // BLOCK javascript byScore
  return left.score - right.score // BLOCK javascript byScore
}

function sortRows() {
  return rows.slice().sort(byScore) // BLOCK javascript sortRows
}

repeatTimed(() => sortRows())
