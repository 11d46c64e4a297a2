// structuredClone of a large value.
const { repeatTimed } = require('../support/truth.cjs')

const state = Array.from({ length: 200_000 }, (_, i) => ({ id: i, name: `item ${i}`, tags: ['a', 'b'] }))

function snapshotState() {
  return structuredClone(state) // BLOCK serialization snapshotState
}

repeatTimed(() => snapshotState())
