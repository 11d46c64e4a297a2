// crypto.scryptSync.
import { scryptSync } from 'node:crypto'
import { repeatTimed } from '../support/truth.cjs'

function deriveKey(password) {
  return scryptSync(password, 'salt', 64, { N: 65_536, maxmem: 128 * 1024 * 1024 }) // BLOCK crypto deriveKey
}

repeatTimed(() => deriveKey('secret'))
