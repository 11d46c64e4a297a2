// Blocks of about 120 ms, the same for each tool. `// BLOCK` marks the lines that may be named.
import { execSync } from 'node:child_process'
import { pbkdf2Sync } from 'node:crypto'
import { gzipSync } from 'node:zlib'

/** What blocks: the function to be named, and a call of it. */
export const cases = {
  'JS loop': { function: 'countPrimes', block: () => countPrimes(800_000) },
  'JSON.parse': { function: 'parseCatalog', block: () => parseCatalog(text) },
  regexp: { function: 'isIdentifier', block: () => isIdentifier(`${'a'.repeat(25)}!`) },
  pbkdf2Sync: { function: 'hashPassword', block: () => hashPassword('secret') },
  execSync: { function: 'readRevision', block: () => readRevision() },
  gzipSync: { function: 'compressPage', block: () => compressPage(page) },
  structuredClone: { function: 'snapshotState', block: () => snapshotState(state) },
  microtasks: { function: 'drainQueue|readItem', block: () => drainQueue() },
}

const text = JSON.stringify(Array.from({ length: 2_400_000 }, (_, i) => Math.sqrt(i)))
const page = Buffer.from(Array.from({ length: 200_000 }, (_, i) => `row ${(i * 7919) % 200_003}\n`).join(''))
const state = Array.from({ length: 100_000 }, (_, i) => ({ id: i, name: `item ${i}`, tags: ['a', 'b'] }))
for (let i = 0; i < 3; i++) isIdentifier('aa!')

function countPrimes(limit) {
  let count = 0
  for (let n = 2; n < limit; n++) {
    // BLOCK (of the line above, where the formatter put it)
    let divisor = 2 // BLOCK
    while (divisor * divisor <= n && n % divisor !== 0) divisor++ // BLOCK
    if (divisor * divisor > n) count++ // BLOCK
  }
  return count
}

function parseCatalog(catalog) {
  return JSON.parse(catalog) // BLOCK
}

function isIdentifier(name) {
  return /^(a+)+$/.test(name) // BLOCK
}

function hashPassword(password) {
  return pbkdf2Sync(password, 'salt', 260_000, 64, 'sha512') // BLOCK
}

function readRevision() {
  return execSync('sleep 0.12; echo abc') // BLOCK
}

function compressPage(buffer) {
  return gzipSync(buffer) // BLOCK
}

function snapshotState(value) {
  return structuredClone(value) // BLOCK
}

async function readItem(index) {
  let size = 0
  for (let i = 0; i < 20_000; i++) size += Math.sqrt(i + index) // BLOCK
  return size // BLOCK
}

async function drainQueue() {
  let size = 0
  for (let index = 0; index < 4000; index++) size += await readItem(index) // BLOCK
  return size
}
