// handlebars: a large table rendered from a template.
const handlebars = require('handlebars')
const { again } = require('../support/scale.cjs')
const { repeatTimed } = require('../support/truth.cjs')

const template = handlebars.compile(
  '<table>{{#each rows}}<tr><td>{{name}}</td><td>{{total}}</td></tr>{{/each}}</table>',
)
const createRows = count => Array.from({ length: count }, (_, i) => ({ name: `Item <${i}>`, total: i }))

function renderTable(rows) {
  return template({ rows }) // BLOCK javascript|regexp|gc renderTable
}

const rows = createRows(10_000)
repeatTimed(() => again(() => renderTable(rows)))
