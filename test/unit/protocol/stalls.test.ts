import { expect, test } from 'vitest'
import { createSharedMemory, HeaderField, readHeader } from '../../../src/protocol/shared-memory.js'
import { noteLastStall, readLastStall } from '../../../src/protocol/stalls.js'

const stall = { sure: { startMs: 1030, endMs: 2990 }, possible: { startMs: 1000, endMs: 3000 } }

test('whoever shares the memory knows the last stall', () => {
  const memory = createSharedMemory(1)
  expect(readLastStall(memory)).toBeUndefined()
  noteLastStall(memory, { ...stall, sure: { startMs: 1, endMs: 2 } })
  noteLastStall(memory, stall)
  expect(readLastStall(memory)).toEqual(stall)
})

test('a stall that is half written is not read', () => {
  const memory = createSharedMemory(1)
  noteLastStall(memory, stall)
  Atomics.add(readHeader(memory), HeaderField.stalls, 1)
  expect(readLastStall(memory)).toBeUndefined()
})
