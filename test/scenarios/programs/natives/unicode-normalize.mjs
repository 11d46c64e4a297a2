// String#normalize: a built-in that takes no interrupts, returns into another function, and has no stand-in.
import { repeatTimed } from '../support/truth.cjs'

const page = 'Ångström café '.repeat(1_000_000)

function foldAccents() {
  return page.normalize('NFD') // BLOCK javascript|native foldAccents
}

repeatTimed(() => foldAccents())
