import { test } from '@playwright/test'
import { assertNonBlocking } from 'loophound'
import { spin } from './slow.mjs'

test('is quick', () => assertNonBlocking(() => void spin(5)))
test('blocks', () => assertNonBlocking(() => void spin(150)))
