import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/**
 * Tells once when a server of this thread first listens: of `net` and all that stands on it (http, https, http2, workers of a cluster), by the
 * channel on which Node tells of it, and a socket of `dgram` that somebody reads. Nothing is loaded for it.
 */
export function followFirstListen(onListen: () => void): { stop: () => void } {
  let isStopped = false
  const stop = () => {
    isStopped = true
    unsubscribe(LISTEN_CHANNEL, tell)
    unsubscribe(SOCKET_CHANNEL, followSocket)
  }
  const tell = () => {
    // A socket that was made before may be bound after.
    if (isStopped) return
    stop()
    onListen()
  }
  const followSocket = (message: unknown) => {
    const socket = readSocket(message)
    // A socket that only sends is bound at its first message, and has no reader.
    socket?.once('listening', () => {
      if (socket.listenerCount('message') > 0) tell()
    })
  }
  subscribe(LISTEN_CHANNEL, tell)
  subscribe(SOCKET_CHANNEL, followSocket)
  return { stop }
}

/** In Node since 20.18 and 22.8. */
const LISTEN_CHANNEL = 'tracing:net.server.listen:asyncEnd'
const SOCKET_CHANNEL = 'udp.socket'

/** The part of a socket that is looked at. */
interface DatagramSocket {
  once(event: 'listening', listener: () => void): unknown
  listenerCount(event: string): number
}

function readSocket(message: unknown): DatagramSocket | undefined {
  const socket: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, 'socket') : undefined
  return typeof socket === 'object' && socket !== null && 'once' in socket ? (socket as DatagramSocket) : undefined
}
