import { assertNonBlocking } from 'loophound'
import { test } from 'tap'
import { spin } from './slow.mjs'

test('is quick', () => assertNonBlocking(() => void spin(5)))
test('blocks', () => assertNonBlocking(() => void spin(150)))
