import { expect, test } from 'vitest'
import { findHeedlessParent } from '../../../src/watch/end-process.js'

test.each([
  ['/app/node_modules/mocha/lib/nodejs/worker.js', 7],
  ['C:\\app\\node_modules\\mocha\\lib\\nodejs\\worker.cjs', 7],
  ['/app/node_modules/mocha/bin/mocha.js', undefined],
  ['/app/lib/nodejs/worker.js', undefined],
])('the parent of %s takes no notice of its end: %s', (script, parent) => {
  expect(findHeedlessParent({ argv: ['/bin/node', script], ppid: 7 })).toBe(parent)
})

test('a process without a script has no such parent', () => {
  expect(findHeedlessParent({ argv: ['/bin/node'], ppid: 7 })).toBeUndefined()
})
