// ajv: a schema compiled when the first request comes.
const { Ajv } = require('ajv')
const { again } = require('../support/scale.cjs')
const { repeatTimed } = require('../support/truth.cjs')

// Each time another one: V8 remembers the code that ajv makes of it.
let version = 0
function describeOrder(fieldCount) {
  const note = { type: 'string', pattern: `^n${version++}` }
  const field = { type: 'object', properties: { price: { type: 'number', minimum: 1 }, note } }
  const fields = Array.from({ length: fieldCount }, (_, i) => [`field${i}`, field])
  return { type: 'object', properties: Object.fromEntries(fields) }
}

function compileOrder(schema) {
  return new Ajv().compile(schema) // BLOCK javascript|native compileOrder
}

repeatTimed(() => again(() => compileOrder(describeOrder(100))))
