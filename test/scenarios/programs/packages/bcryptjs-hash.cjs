// bcryptjs: a password hashed in JavaScript, in a synchronous call.
const { hashSync } = require('bcryptjs')
const { scaleExponent } = require('../support/scale.cjs')
const { repeatTimed } = require('../support/truth.cjs')

function hashPassword(password, rounds) {
  return hashSync(password, rounds) // BLOCK javascript hashPassword
}

const rounds = scaleExponent(count => hashPassword('secret', count), 6)
repeatTimed(() => hashPassword('secret', rounds))
