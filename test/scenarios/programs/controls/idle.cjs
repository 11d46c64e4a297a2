// Nothing to do for 1.5 s.
require('../support/truth.cjs')

setTimeout(() => {}, 1500)
