// The way of an executor, with work that any machine may do: BullMQ on a Redis server, and worker processes that ask it for tasks.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { deserialize, serialize } from 'node:v8'
import { Queue, QueueEvents } from 'bullmq'
import { startRedis } from './start-redis.mjs'

const NAME = 'tasks'
const worker = fileURLToPath(new URL('worker.mjs', import.meta.url))

/**
 * Starts a Redis server of its own on loopback, `size` worker processes, and a queue between them. A real deployment has the server and the
 * workers elsewhere, and only the queue here.
 */
export async function createQueue({ size = 2 } = {}) {
  const redis = await startRedis()
  const connection = { host: '127.0.0.1', port: redis.port }
  const workers = Array.from({ length: size }, () => fork(worker, [NAME, String(redis.port)]))
  await Promise.all(workers.map(child => once(child, 'message')))
  const queue = new Queue(NAME, { connection })
  const events = new QueueEvents(NAME, { connection })
  await events.waitUntilReady()
  return {
    // Which module it is the workers know: what comes over the wire must not choose the code that runs.
    run: async (_module, exportName, args) => {
      // Redis holds text: what JSON cannot say, such as bytes, goes as Node's own serialization does it.
      const data = serialize(args).toString('base64')
      const job = await queue.add(exportName, data, { removeOnComplete: true, removeOnFail: true })
      return deserialize(Buffer.from(await job.waitUntilFinished(events), 'base64'))
    },
    stop: async () => {
      await Promise.all([queue.close(), events.close()])
      await Promise.all(workers.map(stopWorker))
      await redis.stop()
    },
  }
}

async function stopWorker(child) {
  child.disconnect()
  if (child.exitCode === null) await once(child, 'exit')
}
