// fs.readFileSync of a large file, several times (from the page cache).
const { readFileSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { again } = require('../support/scale.cjs')
const { repeatTimed } = require('../support/truth.cjs')

const file = join(tmpdir(), `scenario-read-${process.pid}.bin`)
writeFileSync(file, Buffer.alloc(8 * 1024 * 1024, 'x'))
process.on('exit', () => rmSync(file))

function loadTiles() {
  let sizeBytes = 0
  for (let tile = 0; tile < 8; tile++) sizeBytes += readFileSync(file).length // BLOCK file-system loadTiles
  return sizeBytes
}

repeatTimed(() => again(loadTiles))
