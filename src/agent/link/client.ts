import type { Evidence } from '../../model/evidence.js'
import type { FromWatchdog, ToWatchdog, WatchdogSettings } from '../../protocol/channel.js'
import { createThreadChannel, type ThreadChannel } from '../../protocol/channel.js'
import { callWatchdog, IntField, openLine, type Slot } from '../../protocol/shared-memory.js'
import { realTimers } from '../../system/clock.js'

/** The watchdog as a watched thread sees it. */
export interface WatchdogClient {
  send(evidence: Evidence): void
  configure(settings: WatchdogSettings): void
  /** Takes what has come, without the loop turning. */
  poll(): void
  /** Waits until everything sent is answered, or the limit is over. */
  flush(limitMs: number): Promise<void>
  /** The same while the loop no longer turns, as at exit. Returns evidence that was not answered in time. */
  flushAtExit(limitMs: number): Evidence[]
  stop(): void
}

/** Options of {@link createWatchdogClient}. */
export interface WatchdogClientOptions {
  memory: SharedArrayBuffer
  slot: Slot
  threadId: number
  settings: WatchdogSettings
  onMessage: (message: FromWatchdog) => void
  /** The watchdog is gone and stays away. `lost` was never answered. */
  onGone: (reason: string, lost: Evidence[]) => void
}

/** Opens the connection to the watchdog, which may not be up yet: what is sent waits until it is, and is sent again when it had to be restarted. */
export function createWatchdogClient(options: WatchdogClientOptions): WatchdogClient {
  const { memory, slot, threadId, onMessage, onGone } = options
  let { settings } = options
  let isListening = false
  const mail = createMail()

  const post = (message: ToWatchdog) => isListening && channel.post(message)
  const receive = (message: FromWatchdog) => {
    if (message.type === 'gone') {
      isListening = false
      onGone(message.reason, mail.giveUp())
      return
    }
    if (message.type === 'ready') {
      isListening = true
      post({ type: 'settings', settings })
      for (const evidence of mail.unanswered) post({ type: 'evidence', evidence })
    }
    onMessage(message)
    // Last: whoever waits for the answer must find the block told.
    mail.settle(message)
  }
  const channel = openChannel(memory, threadId, receive)
  openLine(memory, slot)
  const poll = () => channel.drain().forEach(receive)
  return {
    send: evidence => {
      mail.add(evidence)
      post({ type: 'evidence', evidence })
    },
    configure: next => {
      settings = next
      post({ type: 'settings', settings })
    },
    poll,
    flush: mail.wait,
    flushAtExit: limitMs => {
      // The loop may not have turned since it is up.
      poll()
      if (isListening && mail.unanswered.length > 0) {
        awaitFlush(slot, post, limitMs)
        poll()
      }
      return mail.unanswered
    },
    stop: channel.close,
  }
}

function awaitFlush({ ints }: Slot, post: (message: ToWatchdog) => unknown, limitMs: number): void {
  const flushed = Atomics.load(ints, IntField.flushed)
  post({ type: 'flush', number: flushed + 1 })
  wait(ints, IntField.flushed, flushed, limitMs)
}

/** A channel by which the watchdog hears what is posted also while its loop does not turn. */
function openChannel(
  memory: SharedArrayBuffer,
  threadId: number,
  onMessage: (message: FromWatchdog) => void,
): ThreadChannel<FromWatchdog, ToWatchdog> {
  const channel = createThreadChannel<FromWatchdog, ToWatchdog>(threadId, onMessage)
  const post = (message: ToWatchdog) => {
    channel.post(message)
    callWatchdog(memory)
  }
  return { ...channel, post }
}

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

// Taken before the safepoints stand in for it.
const wait = Atomics.wait
