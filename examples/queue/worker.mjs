// A worker process of the queue: node worker.mjs <queue> <port of Redis>. There may be any number of them, on any machine.
import { deserialize, serialize } from 'node:v8'
import { Worker } from 'bullmq'
import { ignoreBlocking } from 'loophound'
import { thumbnailFile } from '../thumbnails/thumbnail-task.mjs'

/** All that a message may ask for. */
const tasks = { thumbnailFile }
const [name, port] = process.argv.slice(2)
const worker = new Worker(name, runTask, { connection: { host: '127.0.0.1', port: Number(port) } })

await worker.waitUntilReady()
process.once('disconnect', () => worker.close())
process.send('ready')

async function runTask({ name, data }) {
  const args = deserialize(Buffer.from(data, 'base64'))
  const result = await ignoreBlocking(() => tasks[name](...args), 'a worker of the queue serves nobody else')
  return serialize(result).toString('base64')
}
