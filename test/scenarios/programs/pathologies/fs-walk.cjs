// A walk of folders with readdirSync and statSync: thousands of short synchronous calls.
const { readdirSync, statSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { repeatTimed } = require('../support/truth.cjs')

function countBytes(folder) {
  let sizeBytes = 0
  for (let round = 0; round < 4500; round++) {
    // BLOCK file-system countBytes
    for (const name of readdirSync(folder)) {
      // BLOCK file-system countBytes
      sizeBytes += statSync(join(folder, name)).size // BLOCK file-system countBytes
    }
  }
  return sizeBytes
}

repeatTimed(() => countBytes(dirname(__dirname)))
