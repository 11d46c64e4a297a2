import type { MainSession } from './main-session.js'
import { createRelayLine, type Evaluation, type RelayLine } from './relay-line.js'

/**
 * Reaches worker threads through the main thread, which hands messages on between two instructions of whatever it runs: the `NodeWorker`
 * domain of the inspector. Costs the main thread nothing while nobody is asked.
 */
export interface WorkerRelay {
  /** Evaluates in a worker thread. Returns `false` when the main thread cannot be reached. */
  evaluate(evaluation: Evaluation): boolean
  /** Whether the thread is known to be there. */
  isAttached(threadId: number): boolean
  /** Name that the app has given to the thread, if it was ever asked. */
  readName(threadId: number): string | undefined
  /** Forgets what was asked of a thread, and lets go of the main thread with the last one. */
  leave(threadId: number): void
  /** Forgets everything: the session to the main thread is gone. */
  reset(): void
}

/** Options of {@link createWorkerRelay}. */
export interface WorkerRelayOptions {
  mainSession: MainSession
  /** A thread that was asked is not there any more. */
  onGone: (threadId: number) => void
}

/** Creates the relay; nothing is connected yet. */
export function createWorkerRelay({ mainSession, onGone }: WorkerRelayOptions): WorkerRelay {
  const names = new Map<number, string>()
  const asked = new Map<number, Set<number>>()
  const users = new Map<number, object>()
  let line: RelayLine | undefined
  let lastId = 0

  const events = {
    onName: (threadId: number, name: string) => names.set(threadId, name),
    onGone: (threadId: number) => {
      // First: once the session is let go of, an exiting process waits for nothing more.
      onGone(threadId)
      relay.leave(threadId)
      names.delete(threadId)
    },
  }
  const relay: WorkerRelay = {
    evaluate: evaluation => {
      const { threadId } = evaluation
      const user = users.get(threadId) ?? { threadId }
      const session = mainSession.join(user)
      if (session === undefined) return false
      users.set(threadId, user)
      line ??= createRelayLine(session, events)
      lastId += 1
      asked.set(threadId, (asked.get(threadId) ?? new Set()).add(lastId))
      line.send(lastId, evaluation)
      return true
    },
    isAttached: threadId => line?.isAttached(threadId) ?? false,
    readName: threadId => names.get(threadId),
    leave: threadId => {
      line?.forget(asked.get(threadId) ?? [])
      asked.delete(threadId)
      const user = users.get(threadId)
      users.delete(threadId)
      if (user) mainSession.leave(user)
    },
    reset: () => {
      line = undefined
      asked.clear()
      users.clear()
    },
  }
  return relay
}
