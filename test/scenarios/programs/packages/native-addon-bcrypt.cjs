// @node-rs/bcrypt: a password hashed by a native addon, which takes no interrupts.
const { hashSync } = require('@node-rs/bcrypt')
const { scaleExponent } = require('../support/scale.cjs')
const { repeatTimed } = require('../support/truth.cjs')

function hashPassword(password, rounds) {
  return hashSync(password, { cost: rounds }) // BLOCK native|javascript hashPassword
}

const rounds = scaleExponent(count => hashPassword('secret', count), 6)
repeatTimed(() => hashPassword('secret', rounds))
