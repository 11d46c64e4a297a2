import { expect, test } from 'vitest'
import { findUnawareParent } from '../../../src/agent/link/spawn.js'
import { endProcess } from '../../../src/watchdog/end-process.js'

test.each([
  ['/app/node_modules/mocha/lib/nodejs/worker.js', 7],
  ['C:\\app\\node_modules\\mocha\\lib\\nodejs\\worker.cjs', 7],
  ['/app/node_modules/mocha/bin/mocha.js', undefined],
  ['/app/lib/nodejs/worker.js', undefined],
])('the parent of %s takes no notice of its end: %s', (script, parent) => {
  expect(findUnawareParent({ argv: ['/bin/node', script], ppid: 7 })).toBe(parent)
})

test('a process without a script has no such parent', () => {
  expect(findUnawareParent({ argv: ['/bin/node'], ppid: 7 })).toBeUndefined()
})

test.each([
  ['is ended first', { ppid: 7, isThere: true }, ['7 SIGTERM', '3 SIGKILL']],
  ['that ends meanwhile does not keep the process alive', { ppid: 7, isThere: false }, ['7 SIGTERM', '3 SIGKILL']],
  ['that has ended is not mistaken for another process', { ppid: 1, isThere: true }, ['3 SIGKILL']],
])('a unaware parent %s', (_, { ppid, isThere }, expected) => {
  const signals: string[] = []
  const kill = (pid: number, signal?: string | number): true => {
    signals.push(`${pid} ${signal}`)
    if (pid === 7 && !isThere) throw new Error('kill ESRCH')
    return true
  }
  endProcess(7, { pid: 3, ppid, kill })
  expect(signals).toEqual(expected)
})
