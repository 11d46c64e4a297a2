// zlib.brotliCompressSync at its default quality.
import { brotliCompressSync } from 'node:zlib'
import { repeatTimed } from '../support/truth.cjs'

const page = Buffer.from(Array.from({ length: 21_000 }, (_, i) => `row ${(i * 7919) % 200_003}\n`).join(''))

function compressPage() {
  return brotliCompressSync(page) // BLOCK compression compressPage
}

repeatTimed(() => compressPage())
