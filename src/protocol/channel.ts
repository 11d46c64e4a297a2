import { BroadcastChannel, MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { Block } from '../model/block.js'
import type { IgnoreRule } from '../model/config.js'
import type { Evidence } from '../model/evidence.js'
import type { Capability } from '../model/report.js'

/**
 * The channel between a watched thread and the watchdog, which have no parent in common that could hand a port over. What is sent before the
 * other end is open is lost. Keeps nothing alive.
 */
export interface ThreadChannel<In, Out> {
  post(message: Out): void
  /** Takes the messages that are there, without the loop turning. */
  drain(): In[]
  close(): void
}

/** Opens one end of the channel of a watched thread. */
export function createThreadChannel<In, Out>(
  threadId: number,
  onMessage: (message: In) => void,
): ThreadChannel<In, Out> {
  const channel = new BroadcastChannel(`loophound-${threadId}`)
  const handle = readHandle(channel)
  if (handle) handle.removeAllListeners('message').on('message', onMessage)
  else channel.onmessage = event => onMessage((event as { data: In }).data)
  channel.unref()
  // Node takes either; its types know of one.
  const port = channel as unknown as MessagePort
  return {
    post: message => channel.postMessage(message),
    drain: () => {
      const messages: In[] = []
      for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) messages.push(next.message)
      return messages
    },
    close: () => channel.close(),
  }
}

// At the first message Node loads all of undici for the class of the event, which would block the watched thread for some 30 ms. The port
// inside, as Node 20 to 26 have it, hands messages over without.
function readHandle(channel: BroadcastChannel): MessagePort | undefined {
  const key = Object.getOwnPropertySymbols(channel).find(({ description }) => description === 'kHandle')
  const handle: unknown = key && Reflect.get(channel, key)
  return handle instanceof MessagePort ? handle : undefined
}

/** What a watched thread tells the watchdog. */
export type ToWatchdog =
  | { type: 'evidence'; evidence: Evidence }
  | { type: 'settings'; settings: WatchdogSettings }
  /** Answer through shared memory when everything before it is done. */
  | { type: 'flush'; number: number }

/** What the watchdog tells a watched thread. */
export type FromWatchdog =
  /** It listens from now on: what was sent before is lost. */
  | { type: 'ready'; interrupts: Capability }
  | { type: 'block'; block: Block }
  /** The evidence was the app's entry being loaded: start-up, not a block. */
  | { type: 'startup'; id: string }
  | { type: 'failure'; message: string }
  /** In its name, from the thread that started it: it stays away. */
  | { type: 'gone'; reason: string }

/** How the watchdog is to report on a thread; changes as watches come and go. */
export interface WatchdogSettings {
  /** Whether to ask the source maps of files. */
  sourceMaps: boolean
  /** Rules whose blocks are marked in the run file and kept off stderr. */
  ignore: IgnoreRule[]
  /** Blocks from this duration on go to stderr; absent when somebody listens. */
  stderrThresholdMs?: number
}

/** What the watchdog's worker is started with. */
export interface WatchdogData {
  memory: SharedArrayBuffer
  pid: number
  cwd: string
  /** Absolute path of the folder of run files, under `loophound run`. */
  runDirectory?: string
  /** Process to end along with this one, when this one has to be. */
  unawareParent?: number
  /** `off` when interrupts cannot work, with the reason. */
  interrupts: Capability
}
