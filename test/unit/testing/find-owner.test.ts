import { describe, expect, test } from 'vitest'
import type { TestRun } from '../../../src/testing/current-test.js'
import { findOwner } from '../../../src/testing/guard.js'

describe('a block whose async context names a test', () => {
  test('is that test’s, whoever else runs', () => {
    const runs = [createRun('one', 0), createRun('two', 0)]
    expect(findOwner({ label: 'two', startMs: 10, endMs: 90 }, runs)?.label).toBe('two')
  })

  test('is that test’s when the test is over, too', () => {
    const runs = [createRun('one', 0, 5), createRun('two', 6)]
    expect(findOwner({ label: 'one', startMs: 10, endMs: 90 }, runs)?.label).toBe('one')
  })
})

describe('a block without a test in its context', () => {
  test('is the test’s that ran for more than half of it', () => {
    const runs = [createRun('one', 0, 30), createRun('two', 31)]
    expect(findOwner({ label: undefined, startMs: 10, endMs: 90 }, runs)?.label).toBe('two')
  })

  test('is nobody’s when several ran', () => {
    const runs = [createRun('one', 0), createRun('two', 0)]
    expect(findOwner({ label: undefined, startMs: 10, endMs: 90 }, runs)).toBeUndefined()
  })

  test('is nobody’s when the test began at its very end, as after a hook that blocks', () => {
    expect(findOwner({ label: undefined, startMs: 10, endMs: 90 }, [createRun('one', 89)])).toBeUndefined()
  })

  test('is nobody’s between tests', () => {
    const runs = [createRun('one', 0, 9), createRun('two', 95)]
    expect(findOwner({ label: undefined, startMs: 10, endMs: 90 }, runs)).toBeUndefined()
  })
})

test('a name that no test has is no name', () => {
  expect(findOwner({ label: 'gone', startMs: 10, endMs: 90 }, [createRun('one', 0)])?.label).toBe('one')
})

function createRun(label: string, startMs: number, endMs = Number.POSITIVE_INFINITY): TestRun {
  return { label, startMs, endMs, blocks: [], forgivenIds: new Set(), allowances: [] }
}
