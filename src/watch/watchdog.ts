import watchdogSource from 'inline:./watchdog-worker.ts'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Evidence } from '../model/evidence.js'
import { IntField, SessionState, type Slot } from '../model/shared-memory.js'
import { realTimers } from '../probes/timers.js'
import type { FromWatchdog, ToWatchdog, WatchdogData, WatchdogSettings } from './messages.js'

/** The watched thread's side of the watchdog: starts the worker thread, restarts it once, and never lets it harm the app. */
export interface Watchdog {
  send(evidence: Evidence): void
  configure(settings: WatchdogSettings): void
  /** Waits until everything sent is answered, or the limit is over. */
  flush(limitMs: number): Promise<void>
  /** The same while the loop no longer turns, as at exit. Returns evidence that was not answered in time. */
  flushAtExit(limitMs: number): Evidence[]
  /** Ends the worker thread. */
  stop(): Promise<void>
}

/** Options of {@link createWatchdog}. */
export interface WatchdogOptions {
  data: WatchdogData
  slot: Slot
  onMessage: (message: FromWatchdog) => void
  /** The worker thread is gone and stays away. `lost` was never answered. */
  onGone: (reason: string, lost: Evidence[]) => void
  /** Starts the worker thread; another one is for tests. */
  createWorker?: (data: WatchdogData, port: MessagePort) => Worker
}

/** Starts the watchdog. @throws what `new Worker` throws, as under the permission model */
export function createWatchdog(options: WatchdogOptions): Watchdog {
  const { data, slot, onMessage, onGone, createWorker = startWorker } = options
  const unanswered = new Map<string, Evidence>()
  const waiting = new Set<() => void>()
  let worker: Worker | undefined
  let port: MessagePort | undefined
  let restartCount = 0
  let flushNumber = 0

  const receive = (message: FromWatchdog) => {
    if (message.type === 'block') unanswered.delete(message.block.id)
    if (message.type === 'startup') unanswered.delete(message.id)
    onMessage(message)
    if (unanswered.size === 0) release()
  }
  const release = () => {
    for (const resume of waiting) resume()
  }
  const post = (message: ToWatchdog) => port?.postMessage(message)
  const start = () => {
    const channel = new MessageChannel()
    const started = createWorker(data, channel.port2)
    worker = started
    port = channel.port1
    port.on('message', receive)
    port.unref()
    let failure = 'the watchdog thread ended'
    started.on('error', (error: unknown) => {
      failure = error instanceof Error ? error.message : String(error)
    })
    started.once('exit', () => worker === started && revive(failure))
    started.unref()
  }
  // A worker that dies may have held the session: nobody else can let go of it, and its end has closed it.
  const revive = (reason: string) => {
    Atomics.compareExchange(slot.ints, IntField.session, SessionState.connected, SessionState.free)
    Atomics.store(slot.ints, IntField.late, 0)
    worker = undefined
    port?.close()
    restartCount += 1
    try {
      if (restartCount > MAX_RESTARTS) throw new Error(reason)
      start()
      for (const evidence of unanswered.values()) post({ type: 'evidence', evidence })
    } catch {
      const lost = [...unanswered.values()]
      unanswered.clear()
      onGone(reason, lost)
      release()
    }
  }
  start()
  return {
    send: evidence => {
      unanswered.set(evidence.id, evidence)
      post({ type: 'evidence', evidence })
    },
    configure: settings => {
      data.settings = settings
      post({ type: 'settings', settings })
    },
    flush: limitMs =>
      new Promise(resolve => {
        if (unanswered.size === 0) return resolve()
        // Referenced: whoever awaits the answer wants the process to stay for it.
        const timer = realTimers.setTimeout(() => done(), limitMs)
        const done = () => {
          realTimers.clearTimeout(timer)
          waiting.delete(done)
          resolve()
        }
        waiting.add(done)
      }),
    flushAtExit: limitMs => {
      const session = Atomics.compareExchange(slot.ints, IntField.session, SessionState.free, SessionState.closed)
      const isHeld = session === SessionState.connected
      if (worker === undefined || port === undefined || (!isHeld && unanswered.size === 0)) return []
      flushNumber += 1
      post({ type: 'flush', number: flushNumber })
      wait(slot.ints, IntField.flushed, flushNumber - 1, limitMs)
      for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) receive(next.message)
      return [...unanswered.values()]
    },
    stop: async () => {
      const ended = worker
      worker = undefined
      port?.close()
      await ended?.terminate()
    },
  }
}

/** One restart: what fails twice would fail again. */
const MAX_RESTARTS = 1

// Taken before the safepoints stand in for it.
const wait = Atomics.wait

// Without NODE_OPTIONS and execArgv, or it would load `loophound/register` and watch itself; with streams of its own, so that a warning
// of Node's about the thread does not end up in the app's output.
function startWorker(data: WatchdogData, port: MessagePort): Worker {
  const { NODE_OPTIONS: _, ...env } = process.env
  return new Worker(watchdogSource, {
    eval: true,
    name: 'loophound',
    execArgv: [],
    env,
    stdout: true,
    stderr: true,
    workerData: { data, port },
    transferList: [port],
  })
}
