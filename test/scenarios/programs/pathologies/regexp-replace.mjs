// A regular expression with quadratic backtracking, by String#replace.
import { repeatTimed } from '../support/truth.cjs'

function trimEnds(text) {
  return text.replace(/\s+$/g, '') // BLOCK regexp trimEnds
}

// V8 interprets a regular expression the first time, ten times slower.
for (let i = 0; i < 3; i++) trimEnds(' x')
repeatTimed(() => trimEnds(`${' '.repeat(14_500)}x`))
