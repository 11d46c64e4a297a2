// A regular expression with polynomial backtracking, by String#match.
const { repeatTimed } = require('../support/truth.cjs')

function findHeader(line) {
  return line.match(/^(\w+\s*)*:$/) // BLOCK regexp findHeader
}

// V8 interprets a regular expression the first time, ten times slower.
for (let i = 0; i < 3; i++) findHeader('x!')
repeatTimed(() => findHeader(`${'x'.repeat(24)}!`))
