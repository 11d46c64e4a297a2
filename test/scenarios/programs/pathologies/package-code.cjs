// A package that computes: the line to change is the own one that calls it.
const { layout } = require('slow-layout')
const { repeatTimed } = require('../support/truth.cjs')

function drawChart(boxes) {
  return layout(boxes) // BLOCK javascript drawChart
}

repeatTimed(() =>
  drawChart([
    { x: 3, y: 4 },
    { x: 6, y: 8 },
  ]),
)
