import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { followChildThreads } from '../../../../src/agent/link/slot.js'
import {
  claimSlot,
  createSharedMemory,
  HeaderField,
  IntField,
  readHeader,
} from '../../../../src/protocol/shared-memory.js'

test('the watchdog is called when a worker thread has ended', async () => {
  const memory = createSharedMemory()
  const stop = followChildThreads(memory)
  const worker = new Worker('', { eval: true })
  const slot = claimSlot(memory, worker.threadId)
  await once(worker, 'exit')
  stop()
  expect([slot?.ints[IntField.isEnded], readHeader(memory)[HeaderField.calls]]).toEqual([1, 1])
})
