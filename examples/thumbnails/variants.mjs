// Where the thumbnails are made: on the loop that serves, in a thread or a process of an executor, or on any machine that asks the queue.
import { availableParallelism } from 'node:os'
import { makeThumbnail } from './make-thumbnail.mjs'

const task = new URL('./make-thumbnail.mjs', import.meta.url)
const size = Math.max(1, availableParallelism() - 1)

export const variants = {
  inline: () => ({ makeThumbnail, stop: () => {} }),
  thread: async () => moveTo(await startExecutor({ kind: 'thread', size })),
  process: async () => moveTo(await startExecutor({ kind: 'process', size })),
  queue: async () => moveTo(await startQueue({ size })),
}

/** What the caller sees is the same wherever the work is done. */
function moveTo(executor) {
  return {
    makeThumbnail: (file, width) => executor.run(task, 'makeThumbnailOf', [file, width]),
    stop: () => executor.stop(),
  }
}

async function startExecutor(options) {
  const { createExecutor } = await import('loophound/executor')
  return createExecutor(options)
}

async function startQueue(options) {
  const { createQueue } = await import('../queue/create-queue.mjs')
  return createQueue(options)
}
