// Where the thumbnails are made: on the loop that serves, in a thread or a process of an executor, or on any machine that asks the queue.
import { availableParallelism } from 'node:os'
import { createExecutor } from 'loophound/executor'
import { createQueue } from '../queue/create-queue.mjs'
import { thumbnailFile } from './thumbnail-task.mjs'

const task = new URL('./thumbnail-task.mjs', import.meta.url)
const size = Math.max(1, availableParallelism() - 1)

export const variants = {
  inline: () => ({ makeThumbnail: thumbnailFile, stop: () => {} }),
  thread: () => moveTo(createExecutor({ kind: 'thread', size })),
  process: () => moveTo(createExecutor({ kind: 'process', size })),
  queue: async () => moveTo(await createQueue({ size })),
}

/** What the caller sees is the same wherever the work is done. */
function moveTo(executor) {
  return {
    makeThumbnail: (path, width) => executor.run(task, 'thumbnailFile', [path, width]),
    stop: () => executor.stop(),
  }
}
