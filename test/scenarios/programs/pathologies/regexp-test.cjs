// A regular expression with exponential backtracking, by RegExp#test.
const { repeatTimed } = require('../support/truth.cjs')

function isIdentifier(name) {
  return /^(a+)+$/.test(name) // BLOCK regexp isIdentifier
}

// V8 interprets a regular expression the first time, ten times slower.
for (let i = 0; i < 3; i++) isIdentifier('aa!')
repeatTimed(() => isIdentifier(`${'a'.repeat(25)}!`))
