import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { guardTests } from '../../../dist/node-test.js'

guardTests()

test('adds', () => {
  equal(1 + 1, 2)
})
