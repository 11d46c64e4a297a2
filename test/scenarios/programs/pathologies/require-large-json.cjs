// require() of a large JSON file.
const { rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { scale } = require('../support/scale.cjs')
const { repeatTimed } = require('../support/truth.cjs')

const file = join(tmpdir(), `scenario-large-${process.pid}.json`)
process.on('exit', () => rmSync(file))

// Numbers: no garbage is left whose collection would block the loop later.
function writeTranslations(count) {
  writeFileSync(file, JSON.stringify(Array(count).fill(Math.SQRT2)))
}

function loadTranslations() {
  delete require.cache[file]
  return require(file) // BLOCK module-load|json loadTranslations
}

scale(loadTranslations, writeTranslations, 200_000)
repeatTimed(() => loadTranslations())
