// Eight password hashes in the thread pool: the machine is busy, the loop is not.
const { pbkdf2 } = require('node:crypto')
require('../support/truth.cjs')

setTimeout(() => {
  for (let i = 0; i < 8; i++) pbkdf2('secret', 'salt', 120_000, 64, 'sha512', () => {})
}, 150)
