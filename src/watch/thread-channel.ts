import { BroadcastChannel, MessagePort, receiveMessageOnPort } from 'node:worker_threads'

/**
 * The line between a watched thread and the watchdog, which have no parent in common that could hand a port over. What is sent before the
 * other end is open is lost. Keeps nothing alive.
 */
export interface ThreadChannel<In, Out> {
  post(message: Out): void
  /** Takes the messages that are there, without the loop turning. */
  drain(): In[]
  close(): void
}

/** Opens one end of the line of a watched thread. */
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
