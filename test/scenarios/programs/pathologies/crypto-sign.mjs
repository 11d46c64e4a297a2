// crypto.sign with an RSA key: a loop of native calls of about a millisecond.
import { generateKeyPairSync, sign } from 'node:crypto'
import { repeatTimed } from '../support/truth.cjs'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

function signTokens(count) {
  const tokens = []
  while (tokens.length < count) tokens.push(sign('sha256', Buffer.from(`token ${tokens.length}`), privateKey)) // BLOCK crypto signTokens
  return tokens
}

repeatTimed(() => signTokens(750))
