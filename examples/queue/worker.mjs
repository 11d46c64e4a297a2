// A worker process of the queue: node worker.mjs <queue> <port of Redis>. There may be any number, on any machine that has the task modules.
import { deserialize, serialize } from 'node:v8'
import { Worker } from 'bullmq'

const [name, port] = process.argv.slice(2)
const connection = { host: '127.0.0.1', port: Number(port) }
const worker = new Worker(name, runTask, { connection })

await worker.waitUntilReady()
process.once('disconnect', () => worker.close())
process.send('ready')

async function runTask({ data }) {
  const module = await import(data.module)
  const result = await module[data.exportName](...deserialize(Buffer.from(data.args, 'base64')))
  return serialize(result).toString('base64')
}
