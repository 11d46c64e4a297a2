// Hundreds of awaits with real I/O between them.
import { readFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import '../support/truth.cjs'

const file = fileURLToPath(import.meta.url)

async function reader() {
  for (let i = 0; i < 250; i++) {
    const text = await readFile(file, 'utf8')
    const { size } = await stat(file)
    if (text.length === 0 || size === 0) throw new Error('expected a file that is not empty')
    if (i % 50 === 0) await sleep(20)
  }
}

setTimeout(() => Promise.all([reader(), reader(), reader()]), 150)
