// fs.writeFileSync of a large buffer, several times.
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repeatTimed } from '../support/truth.cjs'

const file = join(tmpdir(), `scenario-write-${process.pid}.bin`)
const dump = Buffer.alloc(8 * 1024 * 1024, 'x')
process.on('exit', () => rmSync(file))

function saveDumps() {
  // It sleeps, too, while the disk is busy.
  const until = performance.now() + 150
  while (performance.now() < until) writeFileSync(file, dump) // BLOCK file-system saveDumps
}

repeatTimed(() => saveDumps())
