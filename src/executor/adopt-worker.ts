import type { ChildProcess } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import { guardSending } from './guard-sending.js'
import { tellOnce } from './tell-once.js'

/** A thread or a process, as workerpool hands it around. */
export type PoolWorker = (Worker | ChildProcess) & { send: Parameters<typeof guardSending>[0] }

/**
 * Gives a new worker what workerpool does not: it does not keep the process alive, does not outlive it, and what cannot be sent to it fails
 * alone.
 *
 * @param onEnd Called before workerpool knows that the worker has ended; `reason` says how, in few words.
 * @returns settles when it has ended
 */
export function adoptWorker(worker: PoolWorker, onEnd: (reason: string) => void): Promise<void> {
  worker.send = guardSending(tellOnce(worker.send.bind(worker)), message => worker.emit('message', message))
  worker.unref()
  if (!(worker instanceof Worker)) {
    worker.channel?.unref()
    if (worker.pid !== undefined) endWithProcess(worker)
  }
  return new Promise(resolve => {
    const end = (reason: string) => {
      onEnd(reason)
      resolve()
    }
    worker.prependListener('exit', (exitCode: number | null, signal?: string | null) => {
      end(signal ? `signal ${signal}` : `exit code ${exitCode}`)
    })
    // A process that could not be started has no other end.
    if (!(worker instanceof Worker) && worker.pid === undefined) {
      worker.prependListener('error', (error: Error) => end(error.message))
    }
  })
}

/** Ends a worker whatever it does. What it may have sent by now is not heard any more, so that nobody takes it for free. */
export function killWorker(worker: PoolWorker): void {
  worker.removeAllListeners('message')
  if (worker instanceof Worker) void worker.terminate()
  else worker.kill('SIGKILL')
}

/** Processes that still run; one that is busy would not see that this one has ended. */
const processes = new Set<ChildProcess>()

function endWithProcess(child: ChildProcess): void {
  if (processes.size === 0) process.on('exit', killProcesses)
  processes.add(child)
  child.once('exit', () => {
    processes.delete(child)
    if (processes.size === 0) process.off('exit', killProcesses)
  })
}

function killProcesses(): void {
  for (const child of processes) child.kill('SIGKILL')
}
