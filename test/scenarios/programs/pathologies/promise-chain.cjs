// Synchronous work in one link of a promise chain.
const { readFile } = require('node:fs/promises')
const { begin, repeat, wanderOff } = require('../support/truth.cjs')

function hashText(text) {
  let hash = 0
  for (let round = 0; round < 2400; round++) {
    // BLOCK javascript hashText
    for (let i = 0; i < text.length; i++) hash = (hash * 31 + text.charCodeAt(i)) | 0 // BLOCK javascript hashText
  }
  return hash
}

let end
repeat(() =>
  readFile(__filename, 'utf8')
    .then(text => {
      end = begin()
      return text.repeat(40)
    })
    .then(text => hashText(text))
    .then(hash => wanderOff(hash))
    .then(() => end()),
)
