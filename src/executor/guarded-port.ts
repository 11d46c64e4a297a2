import { parentPort } from 'node:worker_threads'
import { guardSending } from './guard-sending.js'

/** Whether this worker is a thread. Guards what it sends on load: workerpool's worker, imported after this, takes hold of the function. */
export const isThread: boolean = guardPort()

function guardPort(): boolean {
  if (parentPort) {
    const post = parentPort.postMessage.bind(parentPort) as Parameters<typeof guardSending>[0]
    parentPort.postMessage = guardSending(post, post)
  } else if (process.send) {
    const send = process.send.bind(process) as Parameters<typeof guardSending>[0]
    process.send = guardSending(send, send) as NonNullable<typeof process.send>
  }
  return parentPort !== null
}
