// crypto.pbkdf2Sync.
const { pbkdf2Sync } = require('node:crypto')
const { repeatTimed } = require('../support/truth.cjs')

function hashPassword(password) {
  return pbkdf2Sync(password, 'salt', 440_000, 64, 'sha512') // BLOCK crypto hashPassword
}

repeatTimed(() => hashPassword('secret'))
