// lodash: a deep copy of a large state.
const { cloneDeep } = require('lodash')
const { again } = require('../support/scale.cjs')
const { repeatTimed } = require('../support/truth.cjs')

const createState = count =>
  Array.from({ length: count }, (_, i) => ({ id: i, tags: ['a', 'b'], owner: { name: `n${i}` } }))

function copyState(state) {
  return cloneDeep(state) // BLOCK javascript|gc copyState
}

const state = createState(10_000)
repeatTimed(() => again(() => copyState(state)))
