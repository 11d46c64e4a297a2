import { Session } from 'node:inspector'
import { HeaderField, SessionState } from '../../protocol/shared-memory.js'

/**
 * The watchdog's inspector session to the main thread, shared by all that interrupt: the main thread itself, and worker threads, to which
 * the main thread hands messages on. Connected only while somebody needs it, without the Debugger domain.
 */
export interface MainSession {
  /** The session, connected if need be; `undefined` while the main thread exits. Whoever joins must leave. */
  join(user: object): Session | undefined
  /** Disconnects with the last user. */
  leave(user: object): void
  readonly isConnected: boolean
  /** `true` while the main thread waits in its exit handler to be let go. */
  readonly isCloseAsked: boolean
  /** Lets go of it for good. */
  close(): void
}

/** Options of {@link createMainSession}. */
export interface MainSessionOptions {
  /** Of the shared memory. */
  header: Int32Array
  /** What had been asked of a session is void when it ends. */
  onDisconnect: () => void
}

/** Creates the session; works in worker threads only. Nothing is connected yet. */
export function createMainSession({ header, onDisconnect }: MainSessionOptions): MainSession {
  const users = new Set<object>()
  let session: Session | undefined

  const giveBack = () => {
    Atomics.compareExchange(header, HeaderField.session, SessionState.connected, SessionState.free)
  }
  const connect = (): boolean => {
    const before = Atomics.compareExchange(header, HeaderField.session, SessionState.free, SessionState.connected)
    if (before !== SessionState.free) return false
    const connected = new Session()
    try {
      connected.connectToMainThread()
    } catch (error) {
      giveBack()
      throw error
    }
    session = connected
    return true
  }
  const disconnect = () => {
    users.clear()
    session?.disconnect()
    session = undefined
    onDisconnect()
  }
  return {
    join: user => {
      if (session === undefined && !connect()) return undefined
      users.add(user)
      return session
    },
    leave: user => {
      if (!users.delete(user) || users.size > 0) return
      disconnect()
      giveBack()
    },
    get isConnected() {
      return session !== undefined
    },
    get isCloseAsked() {
      return Atomics.load(header, HeaderField.session) === SessionState.closing
    },
    close: () => {
      disconnect()
      Atomics.store(header, HeaderField.session, SessionState.closed)
      Atomics.notify(header, HeaderField.session)
    },
  }
}
