// A worker of Node's own: answers each message.
import { parentPort } from 'node:worker_threads'

const send = parentPort ? message => parentPort.postMessage(message) : message => process.send(message)
const source = parentPort ?? process
source.on('message', id => send(id))
