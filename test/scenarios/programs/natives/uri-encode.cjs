// encodeURIComponent of a long text: a built-in that takes no interrupts, returns into another function, and has no stand-in.
const { repeatTimed } = require('../support/truth.cjs')

const query = 'name=Zoë & Jürgen; '.repeat(1_200_000)

function buildLink() {
  return encodeURIComponent(query) // BLOCK javascript|native buildLink
}

repeatTimed(() => buildLink())
