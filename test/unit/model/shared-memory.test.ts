import { expect, test } from 'vitest'
import { createSharedMemory, FloatField, IntField, readSlot } from '../../../src/model/shared-memory.js'

test('a slot starts out zeroed', () => {
  const { ints, floats } = readSlot(createSharedMemory())
  expect([...ints, ...floats].every(value => value === 0)).toBe(true)
})

test('two views of a slot see the same, and slots do not touch each other', () => {
  const memory = createSharedMemory(3)
  const slots = [0, 1, 2].map(index => readSlot(memory, index))
  for (const [index, { ints, floats }] of slots.entries()) {
    ints.fill(index + 1)
    floats.fill((index + 1) * 1.5)
  }
  for (const index of [0, 1, 2]) {
    const { ints, floats } = readSlot(memory, index)
    expect(new Set(ints)).toEqual(new Set([index + 1]))
    expect(new Set(floats)).toEqual(new Set([(index + 1) * 1.5]))
  }
})

test('every field has a place of its own within the slot', () => {
  const { ints, floats } = readSlot(createSharedMemory())
  for (const [fields, view] of [
    [Object.values(IntField), ints],
    [Object.values(FloatField), floats],
  ] as const) {
    expect(new Set(fields).size).toBe(fields.length)
    expect(fields.every(field => field < view.length)).toBe(true)
  }
})

test('there is no slot beyond the last', () => {
  expect(() => readSlot(createSharedMemory(2), 2)).toThrow(RangeError)
})
