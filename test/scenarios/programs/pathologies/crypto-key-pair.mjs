// crypto.generateKeyPairSync.
import { generateKeyPairSync } from 'node:crypto'
import { repeatTimed } from '../support/truth.cjs'

function createKeys(count) {
  const keys = []
  while (keys.length < count) keys.push(generateKeyPairSync('ec', { namedCurve: 'secp521r1' })) // BLOCK crypto createKeys
  return keys
}

repeatTimed(() => createKeys(100))
