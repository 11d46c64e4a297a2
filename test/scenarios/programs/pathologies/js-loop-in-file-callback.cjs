// A loop of plain JavaScript in the callback of fs.readFile.
const { readFile } = require('node:fs')
const { repeat, timed } = require('../support/truth.cjs')

function countWords(text) {
  let words = 0
  for (let round = 0; round < 36_000; round++) {
    // BLOCK javascript countWords
    for (let i = 1; i < text.length; i++) {
      // BLOCK javascript countWords
      if (text[i] === ' ' && text[i - 1] !== ' ') words++ // BLOCK javascript countWords
    }
  }
  return words
}

function onFile(done, error, text) {
  if (error) throw error
  timed(() => countWords(text.slice(0, 1500)))
  done()
}

repeat(() => new Promise(done => readFile(__filename, 'utf8', (error, text) => onFile(done, error, text.repeat(3)))))
