import { test } from 'node:test'
import { spin } from './slow.mjs'

test('never comes back', () => void spin(Infinity))
