// The script of each worker, a thread or a process: runs one task after the other.
import { parentPort } from 'node:worker_threads'
import { recordThrown } from '../errors.js'
import { type Answer, EXIT, type TaskCall, type WorkerMessage } from '../messages.js'
import { createUnclonable } from '../unclonable.js'
import { callTask, hearProgress } from './call-task.js'

const port = parentPort
const send = (message: WorkerMessage) => (port ? port.postMessage(message) : process.send?.(message))

function answer(message: Answer): void {
  try {
    send(message)
  } catch (cause) {
    send({ thrown: recordThrown(createUnclonable('result', Array.isArray(message) ? message[1] : message, cause)) })
  }
}

function receive(call: TaskCall | typeof EXIT): void {
  if (call === EXIT) process.exit()
  const answered = callTask(call)
  if (answered instanceof Promise) void answered.then(answer)
  else answer(answered)
}

hearProgress(value => {
  try {
    send({ progress: value })
  } catch (cause) {
    throw createUnclonable('value', value, cause)
  }
})
if (port) port.on('message', receive)
else {
  // As `ps` shows it; else it would show this whole script.
  process.title = 'loophound executor'
  // A thread that throws out of turn hands its error to whoever started it. Of a process there is but an exit code.
  process.on('uncaughtExceptionMonitor', error => send({ crash: recordThrown(error) }))
  process.on('message', receive)
  process.on('disconnect', () => process.exit())
}
