import { test } from 'vitest'
import { spin } from './slow.mjs'

test('never comes back', () => void spin(Infinity))
