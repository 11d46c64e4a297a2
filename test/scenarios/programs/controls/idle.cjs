// Nothing to do for 0.8 s.
require('../support/truth.cjs')

setTimeout(() => {}, 800)
