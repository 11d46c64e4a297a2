import { expect, test } from 'vitest'
import {
  callWatchdog,
  claimSlot,
  createSharedMemory,
  FloatField,
  HeaderField,
  IntField,
  openLine,
  readHeader,
  readOwner,
  readSlot,
  releaseSlot,
} from '../../../src/protocol/shared-memory.js'

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

test('each thread gets a slot of its own until all are taken, and a slot that is given back is empty', () => {
  const memory = createSharedMemory(2)
  const [first, second] = [claimSlot(memory, 0), claimSlot(memory, 7)]
  expect([first, second].map(slot => slot && [slot.index, readOwner(slot)])).toEqual([
    [0, 0],
    [1, 7],
  ])
  expect(claimSlot(memory, 8)).toBeUndefined()
  if (!second) return
  second.floats[FloatField.thresholdMs] = 50
  second.ints[IntField.beats] = 3
  releaseSlot(second, 7)
  expect(readOwner(second)).toBeUndefined()
  expect([...second.ints, ...second.floats].every(value => value === 0)).toBe(true)
  expect(claimSlot(memory, 8)?.index).toBe(1)
})

test('nobody gives back the slot of another thread', () => {
  const memory = createSharedMemory(1)
  const slot = claimSlot(memory, 7)
  if (slot) releaseSlot(slot, 6)
  expect(slot && readOwner(slot)).toBe(7)
})

test('a line that is opened again has another number, also after the slot was given back', () => {
  const memory = createSharedMemory(1)
  const numbers = [7, 7, 8].map(threadId => {
    const slot = claimSlot(memory, threadId)
    if (!slot) return undefined
    openLine(memory, slot)
    const number = slot.ints[IntField.line]
    releaseSlot(slot, threadId)
    return number
  })
  expect(new Set([0, ...numbers]).size).toBe(4)
})

test('the watchdog is called when a line is opened', () => {
  const memory = createSharedMemory(1)
  openLine(memory, readSlot(memory))
  expect(readHeader(memory)[HeaderField.calls]).toBe(1)
})

test('a call wakes the watchdog, which does not wait for the end of its sleep', async () => {
  const memory = createSharedMemory(1)
  // Missing in the types of the oldest Node that is supported.
  const waitAsync: (...wait: [Int32Array, number, number, number]) => { value: Promise<string> } = Reflect.get(
    Atomics,
    'waitAsync',
  )
  const sleep = waitAsync(readHeader(memory), HeaderField.calls, 0, 3000)
  callWatchdog(memory)
  expect(await sleep.value).toBe('ok')
})

test('memories can be told from each other', () => {
  const ids = Array.from({ length: 20 }, () => readHeader(createSharedMemory(1))[HeaderField.id])
  expect(new Set(ids).size).toBeGreaterThan(1)
})
