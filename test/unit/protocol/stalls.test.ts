import { expect, test } from 'vitest'
import { createSharedMemory, HeaderField, readHeader } from '../../../src/protocol/shared-memory.js'
import { noteLastGap, readLastGap } from '../../../src/protocol/stalls.js'

const gap = { sure: { startMs: 1030, endMs: 2990 }, possible: { startMs: 1000, endMs: 3000 } }

test('whoever shares the memory knows the last gap', () => {
  const memory = createSharedMemory(1)
  expect(readLastGap(memory)).toBeUndefined()
  noteLastGap(memory, { ...gap, sure: { startMs: 1, endMs: 2 } })
  noteLastGap(memory, gap)
  expect(readLastGap(memory)).toEqual(gap)
})

test('a gap that is half written is not read', () => {
  const memory = createSharedMemory(1)
  noteLastGap(memory, gap)
  Atomics.add(readHeader(memory), HeaderField.gaps, 1)
  expect(readLastGap(memory)).toBeUndefined()
})
