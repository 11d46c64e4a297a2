import { expect, test } from 'vitest'
import { requireNode } from '../../../../src/cli/doctor/checks.js'

test('lets Node.js pass', () => {
  expect(() => requireNode('doctor', { isNode: true, label: 'v26.3.0' })).not.toThrow()
  expect(() => requireNode('doctor')).not.toThrow()
})

test('names any other runtime', () => {
  expect(() => requireNode('doctor', { isNode: false, label: 'Bun 1.4.5' })).toThrow(
    'doctor: expected to be started with Node.js, got Bun 1.4.5',
  )
})
