import watchdogSource from 'inline:./watchdog-worker.ts'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { FromWatchdog, ToWatchdog, WatchdogData } from './messages.js'

/** Starts the watchdog's worker thread with its end of the line. @throws what `new Worker` throws */
export type CreateWorker = (data: WatchdogData, port: MessagePort) => Worker

/** One worker thread and the line to it. Keeps nothing alive. */
export interface WorkerLine {
  post(message: ToWatchdog): void
  /** Takes the messages that are there, without the loop turning. */
  drain(): FromWatchdog[]
  /** Ends the thread; `onEnd` is not called. */
  stop(): Promise<void>
}

/** Options of {@link createWorkerLine}. */
export interface WorkerLineOptions {
  data: WatchdogData
  createWorker: CreateWorker
  onMessage: (message: FromWatchdog) => void
  /** The thread ended by itself. */
  onEnd: (reason: string) => void
}

/** Starts a worker thread. @throws what `new Worker` throws, as under the permission model */
export function createWorkerLine({ data, createWorker, onMessage, onEnd }: WorkerLineOptions): WorkerLine {
  const { port1: port, port2 } = new MessageChannel()
  const worker = createWorker(data, port2)
  let reason = 'the watchdog thread ended'
  let isStopped = false
  port.on('message', onMessage)
  port.unref()
  worker.on('error', (error: unknown) => {
    reason = error instanceof Error ? error.message : String(error)
  })
  worker.once('exit', () => {
    port.close()
    if (!isStopped) onEnd(reason)
  })
  worker.unref()
  return {
    post: message => port.postMessage(message),
    drain: () => {
      const messages: FromWatchdog[] = []
      for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) messages.push(next.message)
      return messages
    },
    stop: async () => {
      isStopped = true
      port.close()
      await worker.terminate()
    },
  }
}

/**
 * Starts the worker thread: without NODE_OPTIONS and execArgv, or it would load `loophound/register` and watch itself; with streams of its
 * own, so that a warning of Node's about the thread does not end up in the app's output.
 *
 * @throws what `new Worker` throws, as under the permission model
 */
export function startWorker(data: WatchdogData, port: MessagePort): Worker {
  const { NODE_OPTIONS: _, ...env } = process.env
  return new Worker(watchdogSource, {
    eval: true,
    name: 'loophound',
    execArgv: [],
    env,
    stdout: true,
    stderr: true,
    resourceLimits: HEAP_LIMITS,
    workerData: { data, port },
    transferList: [port],
  })
}

// Judging blocks makes garbage; with the limits of an app V8 would let it pile up for long before it collects.
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 }
