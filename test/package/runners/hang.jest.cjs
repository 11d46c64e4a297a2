const { spin } = require('./slow.cjs')

test('never comes back', () => void spin(Infinity))
