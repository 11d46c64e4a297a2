import { expect, test } from 'vitest'
import {
  callWatchdog,
  claimSlot,
  createSharedMemory,
  HeaderField,
  IntField,
  openLine,
  readHeader,
  readSlots,
  releaseSlot,
} from '../../../src/protocol/shared-memory.js'
import type { WatchedThread } from '../../../src/watchdog/watched-thread.js'
import { createWatchedThreads } from '../../../src/watchdog/watched-threads.js'

test('finds a thread at the first look after it has called', () => {
  const { watchedThreads, take, log } = start()
  watchedThreads.look(0)
  take(7)
  expect(watchedThreads.look(10)).toBe(37)
  expect(watchedThreads.look(20)).toBe(47)
  expect(log).toEqual(['open 7'])
})

test('lets go of a thread that gave its slot back without a call', () => {
  const { watchedThreads, take, log } = start()
  const slot = take(7)
  watchedThreads.look(0)
  releaseSlot(slot, 7)
  expect(watchedThreads.look(10)).toBe(Number.POSITIVE_INFINITY)
  expect([log, watchedThreads.size]).toEqual([['open 7', 'close 7'], 0])
})

test('has a thread tell of its block that ended without giving its slot back', () => {
  const { watchedThreads, take, log, memory } = start()
  const slot = take(7)
  take(8)
  watchedThreads.look(0)
  Atomics.store(slot.ints, IntField.isEnded, 1)
  callWatchdog(memory)
  watchedThreads.look(10)
  expect([log, watchedThreads.size]).toEqual([['open 7', 'open 8', 'abandon 7', 'close 7'], 1])
})

function start() {
  const memory = createSharedMemory(4)
  const header = readHeader(memory)
  const log: string[] = []
  const createPost = (_: unknown, threadId: number): WatchedThread => {
    log.push(`open ${threadId}`)
    return {
      threadId,
      isCalm: true,
      look: atMs => atMs + 20 + threadId,
      abandon: () => log.push(`abandon ${threadId}`),
      close: () => log.push(`close ${threadId}`),
    }
  }
  const readCallCount = () => Atomics.load(header, HeaderField.calls)
  const take = (threadId: number) => {
    const slot = claimSlot(memory, threadId)
    if (!slot) throw new Error('expected a free slot, got none')
    openLine(memory, slot)
    return slot
  }
  return {
    watchedThreads: createWatchedThreads({ slots: readSlots(memory), readCallCount, createPost }),
    take,
    log,
    memory,
  }
}
