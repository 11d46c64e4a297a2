import { expect, test } from 'vitest'
import { createAtomicsWait } from '../../../../src/agent/runtime/atomics-wait.js'

test('says when a wait begins and ends, and gives its answer', () => {
  const { atomics, seen } = createAtomics()
  const threadWait = createAtomicsWait({ onWait: () => seen.push('wait'), onWake: () => seen.push('wake'), atomics })
  expect(atomics.wait(1, 2, 3)).toBe('ok')
  expect(seen).toEqual(['wait', [1, 2, 3], 'wake'])
  threadWait.stop()
  atomics.wait(4)
  expect(seen.slice(3)).toEqual([[4]])
})

test('says that a wait ended that throws', () => {
  const { seen } = createAtomics()
  const atomics = {
    wait: () => {
      throw new TypeError('not shared')
    },
  }
  createAtomicsWait({ onWait: () => seen.push('wait'), onWake: () => seen.push('wake'), atomics })
  expect(() => atomics.wait()).toThrow('not shared')
  expect(seen).toEqual(['wait', 'wake'])
})

test('keeps errors of its observer from the app', () => {
  const { atomics, seen } = createAtomics()
  const fail = () => {
    throw new Error('mine')
  }
  createAtomicsWait({ onWait: fail, onWake: fail, atomics })
  expect(atomics.wait(1)).toBe('ok')
  expect(seen).toEqual([[1]])
})

test('leaves a wait alone that somebody has frozen, or replaced since', () => {
  const frozen = Object.freeze(createAtomics().atomics)
  const { wait } = frozen
  createAtomicsWait({ onWait: () => {}, onWake: () => {}, atomics: frozen }).stop()
  expect(frozen.wait).toBe(wait)

  const { atomics } = createAtomics()
  const threadWait = createAtomicsWait({ onWait: () => {}, onWake: () => {}, atomics })
  const theirs = () => 'theirs'
  atomics.wait = theirs
  threadWait.stop()
  expect(atomics.wait).toBe(theirs)
})

test('looks like the original', () => {
  const { wait } = Atomics
  const threadWait = createAtomicsWait({ onWait: () => {}, onWake: () => {} })
  expect([Atomics.wait.name, Atomics.wait.length]).toEqual([wait.name, wait.length])
  expect(Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)).toBe('timed-out')
  threadWait.stop()
  expect(Atomics.wait).toBe(wait)
})

function createAtomics() {
  const seen: unknown[] = []
  const atomics = {
    wait: (...args: unknown[]): string => {
      seen.push(args)
      return 'ok'
    },
  }
  return { atomics, seen }
}
