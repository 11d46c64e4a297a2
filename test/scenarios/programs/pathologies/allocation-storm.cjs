// Makes many small objects and keeps all of them: how much of the time is garbage collection depends on the Node.js.
const { repeatTimed } = require('../support/truth.cjs')

let index

function buildIndex() {
  const entries = []
  for (let id = 0; id < 13e5; id++) entries.push({ id, tags: [id, id + 1], label: { text: 'entry' } }) // BLOCK gc|javascript buildIndex
  index = entries
  return index.length
}

repeatTimed(buildIndex)
