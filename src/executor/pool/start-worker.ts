import workerSource from 'inline:../worker/main.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import { RUN_SETTINGS_VARIABLE } from '../../model/run-record.js'
import { describeThrown, restoreThrown } from '../errors.js'
import type { EXIT, TaskCall, WorkerMessage } from '../messages.js'

/** A thread or a process. It keeps nothing alive, and does not outlive this process. */
export interface PoolWorker {
  /** Whether it may still take a message. */
  isOpen(): boolean
  /** @throws what Node throws when something cannot be copied */
  send(call: TaskCall | typeof EXIT, transfer?: readonly object[]): void
  /** Ends it whatever it does. What it may have sent by now is not heard any more, so that nobody takes it for free. */
  kill(): void
}

/** Whom a worker tells what it says, and that it has ended: how, in few words, and what it died of. Only the first end counts. */
export interface WorkerListener {
  onMessage(message: Exclude<WorkerMessage, { crash: unknown }>): void
  onEnd(reason: string, cause?: unknown): void
}

/**
 * Starts a thread. `loophound run` does not watch it, nor a process: what runs there is where it belongs, and blocks nobody.
 *
 * @throws when none can be started, as under the permission model
 */
export function startThread(maxHeapMb: number | undefined, { onMessage, onEnd }: WorkerListener): PoolWorker {
  const thread = new Worker(workerSource, {
    eval: true,
    name: 'executor',
    env: readEnvironment(),
    ...(maxHeapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } }),
    // It would be taken for the type of the worker's script. Said in so many words, Node refuses flags that it lets a thread inherit.
    ...(process.execArgv.some(flag => flag.startsWith('--input-type')) ? { execArgv: [] } : {}),
  })
  thread.on('message', onMessage)
  thread.on('error', cause => thread.prependOnceListener('exit', () => onEnd(describeThrown(cause), cause)))
  thread.on('exit', exitCode => onEnd(`exit code ${exitCode}`))
  // Last: a listener for messages makes the thread hold the process again.
  thread.unref()
  return {
    isOpen: () => thread.threadId !== -1,
    send: (call, transfer) => thread.postMessage(call, transfer as Parameters<Worker['postMessage']>[1]),
    kill: () => {
      thread.removeAllListeners('message')
      void thread.terminate()
    },
  }
}

/** Starts a process. One that cannot be started ends at once. */
export function startProcess(maxHeapMb: number | undefined, { onMessage, onEnd }: WorkerListener): PoolWorker {
  const child = spawn(process.execPath, [...readFlags(maxHeapMb), '-e', workerSource], {
    env: readEnvironment(),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // As between threads: a Map stays a Map.
    serialization: 'advanced',
  })
  child.on('message', (message: WorkerMessage) => {
    if (!('crash' in message)) return onMessage(message)
    const cause = restoreThrown(message.crash)
    child.prependOnceListener('close', () => onEnd(describeThrown(cause), cause))
  })
  // Not at its exit: there may be more to hear of it.
  child.on('close', (exitCode, signal) => onEnd(signal ? `signal ${signal}` : `exit code ${exitCode}`))
  child.on('error', error => {
    if (child.pid === undefined) onEnd(error.message)
  })
  if (child.pid !== undefined) killAtExit(child)
  // Last, as of a thread.
  child.unref()
  child.channel?.unref()
  return {
    isOpen: () => child.connected,
    send: call => child.send(call),
    kill: () => {
      child.removeAllListeners('message')
      child.kill('SIGKILL')
    },
  }
}

function readEnvironment(): NodeJS.ProcessEnv {
  const { [RUN_SETTINGS_VARIABLE]: _, ...env } = process.env
  return env
}

/** Flags of this process without what is meant for its program alone. Of two limits the last one counts. */
function readFlags(maxHeapMb: number | undefined): string[] {
  const flags = process.execArgv.filter((flag, index, all) => {
    return !OWN_FLAG.test(flag) && !TAKES_SCRIPT.test(all[index - 1] ?? '')
  })
  return maxHeapMb === undefined ? flags : [...flags, `--max-old-space-size=${maxHeapMb}`]
}

const TAKES_SCRIPT = /^(?:-e|-p|-pe|--eval|--print)$/
const OWN_FLAG =
  /^(?:-e|-p|-pe|-c|-i|--eval|--print|--check|--interactive|--(?:input-type|test|watch|inspect|debug-port|title)\b.*)$/

/** Processes that run; one that is busy would not see that this one has ended. */
const processes = new Set<ChildProcess>()

function killAtExit(child: ChildProcess): void {
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
