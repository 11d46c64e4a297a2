import type { Evidence } from '../model/evidence.js'
import { IntField, SessionState, type Slot } from '../model/shared-memory.js'
import { realTimers } from '../probes/timers.js'
import type { FromWatchdog, WatchdogData, WatchdogSettings } from './messages.js'
import { type CreateWorker, createWorkerLine, startWorker, type WorkerLine } from './worker-line.js'

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
  createWorker?: CreateWorker
}

/** Starts the watchdog. @throws what `new Worker` throws, as under the permission model */
export function createWatchdog(options: WatchdogOptions): Watchdog {
  const { data, slot, onMessage, onGone, createWorker = startWorker } = options
  const mail = createMail()
  let line: WorkerLine | undefined
  let restartCount = 0

  const receive = (message: FromWatchdog) => {
    onMessage(message)
    // Last: whoever waits for the answer must find the block told.
    mail.settle(message)
  }
  const start = () => createWorkerLine({ data, createWorker, onMessage: receive, onEnd: revive })
  const revive = (reason: string) => {
    releaseThread(slot)
    line = undefined
    restartCount += 1
    try {
      if (restartCount > MAX_RESTARTS) throw new Error(reason)
      line = start()
      for (const evidence of mail.unanswered) line.post({ type: 'evidence', evidence })
    } catch {
      onGone(reason, mail.giveUp())
    }
  }
  line = start()
  return {
    send: evidence => {
      mail.add(evidence)
      line?.post({ type: 'evidence', evidence })
    },
    configure: settings => {
      data.settings = settings
      line?.post({ type: 'settings', settings })
    },
    flush: mail.wait,
    flushAtExit: limitMs => {
      if (line && (closeSession(slot) || mail.unanswered.length > 0)) awaitFlush(line, slot, limitMs).forEach(receive)
      return mail.unanswered
    },
    stop: async () => {
      const ended = line
      line = undefined
      await ended?.stop()
    },
  }
}

/** One restart: what fails twice would fail again. */
const MAX_RESTARTS = 1

/** Evidence on its way: sent and not answered. */
interface Mail {
  readonly unanswered: Evidence[]
  add(evidence: Evidence): void
  settle(message: FromWatchdog): void
  /** Forgets all that is unanswered, and returns it. */
  giveUp(): Evidence[]
  wait(limitMs: number): Promise<void>
}

function createMail(): Mail {
  const sent = new Map<string, Evidence>()
  const waiting = new Set<() => void>()
  const release = () => {
    if (sent.size === 0) for (const resume of waiting) resume()
  }
  return {
    get unanswered() {
      return [...sent.values()]
    },
    add: evidence => sent.set(evidence.id, evidence),
    settle: message => {
      if (message.type === 'block') sent.delete(message.block.id)
      if (message.type === 'startup') sent.delete(message.id)
      release()
    },
    giveUp: () => {
      const lost = [...sent.values()]
      sent.clear()
      release()
      return lost
    },
    wait: limitMs =>
      new Promise(resolve => {
        if (sent.size === 0) return resolve()
        const done = () => {
          realTimers.clearTimeout(timer)
          waiting.delete(done)
          resolve()
        }
        // Referenced: whoever awaits the answer wants the process to stay for it.
        const timer = realTimers.setTimeout(done, limitMs)
        waiting.add(done)
      }),
  }
}

// A worker that dies may have held the session: nobody else can let go of it, and its end has closed it.
function releaseThread(slot: Slot): void {
  Atomics.compareExchange(slot.ints, IntField.session, SessionState.connected, SessionState.free)
  Atomics.store(slot.ints, IntField.late, 0)
}

/** Keeps the watchdog from connecting any more. Returns `true` when it is connected and must be waited for. */
function closeSession(slot: Slot): boolean {
  const before = Atomics.compareExchange(slot.ints, IntField.session, SessionState.free, SessionState.closed)
  return before === SessionState.connected
}

function awaitFlush(line: WorkerLine, slot: Slot, limitMs: number): FromWatchdog[] {
  const flushed = Atomics.load(slot.ints, IntField.flushed)
  line.post({ type: 'flush', number: flushed + 1 })
  wait(slot.ints, IntField.flushed, flushed, limitMs)
  return line.drain()
}

// Taken before the safepoints stand in for it.
const wait = Atomics.wait
