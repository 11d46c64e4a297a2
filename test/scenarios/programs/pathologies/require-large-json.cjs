// require() of a large JSON file.
const { rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { repeatTimed } = require('../support/truth.cjs')

const file = join(tmpdir(), `scenario-large-${process.pid}.json`)
// Numbers: no garbage is left whose collection would block the loop later.
writeFileSync(file, JSON.stringify(Array.from({ length: 1_400_000 }, (_, i) => Math.sqrt(i))))
process.on('exit', () => rmSync(file))

function loadTranslations() {
  delete require.cache[file]
  return require(file) // BLOCK module-load|json loadTranslations
}

repeatTimed(() => loadTranslations())
