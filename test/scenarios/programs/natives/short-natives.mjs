// Natives of a few ms each, with a short function after each: interrupts land in that one, time after time.
import { repeatTimed } from '../support/truth.cjs'

const line = 'Ångström café '.repeat(36_000)
const seen = []

function note(length) {
  seen.push(length)
}

function foldLines() {
  for (let i = 0; i < 40; i++) {
    const folded = line.normalize('NFD') // BLOCK javascript|native foldLines
    note(folded.length)
  }
  return seen.length
}

repeatTimed(() => foldLines())
