// The script of each worker, a thread or a process: runs one task after the other.
import { parentPort } from 'node:worker_threads'
import { recordThrown } from '../errors.js'
import { EXIT, type TaskCall, type WorkerMessage } from '../messages.js'
import { createUnclonable } from '../unclonable.js'
import { callTask, hearProgress } from './call-task.js'

const port = parentPort
const send = (message: WorkerMessage) => (port ? port.postMessage(message) : process.send?.(message))

async function receive(call: TaskCall | typeof EXIT): Promise<void> {
  if (call === EXIT) process.exit()
  const answer = await callTask(call)
  try {
    send(answer)
  } catch (cause) {
    const value = 'value' in answer ? answer.value : undefined
    send({ thrown: recordThrown(createUnclonable('result', value, cause)) })
  }
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
