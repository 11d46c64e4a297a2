// require() of a module with a large source: reading and compiling it takes the time.
const { rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { repeatTimed } = require('../support/truth.cjs')

// V8 remembers what it has compiled: each time another file.
const files = [1, 2, 3].map(round => join(tmpdir(), `scenario-large-${process.pid}-${round}.cjs`))
files.forEach(writeModule)
process.on('exit', () => files.forEach(file => void rmSync(file, { force: true })))

function writeModule(file, round) {
  const source = Array.from(
    { length: 70_000 },
    (_, i) => `exports.f${i} = (a, b) => { return [a + b, ${i}, 'x${round}'] }`,
  )
  writeFileSync(file, source.join('\n'))
}

function loadBundle(file) {
  return require(file) // BLOCK module-load loadBundle
}

let round = 0
repeatTimed(() => loadBundle(files[round++]))
