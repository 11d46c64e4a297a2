import { EventEmitter } from 'node:events'
import type { Session } from 'node:inspector'

/** What was posted to a session. */
interface Posted {
  method: string
  params: Record<string, unknown>
}

/** An inspector session that notes what is posted, and tells what a test says. */
export interface FakeSession {
  session: Session
  posted: Posted[]
  /** Node has named all threads that are there; `error` when it cannot. */
  list(error?: Error): void
  attach(threadId: number, name?: string): void
  detach(threadId: number): void
  /** Answers what was posted to a worker thread last. */
  answer(threadId: number, value: unknown): void
}

/** Creates the session. The sessions to its threads are called `s<threadId>`. */
export function createFakeSession(): FakeSession {
  const emitter = new EventEmitter()
  const posted: Posted[] = []
  let list: (error: Error | null) => void = () => {}
  const post = (method: string, params: Record<string, unknown>, onAnswer?: (error: Error | null) => void) => {
    posted.push({ method, params })
    if (onAnswer) list = onAnswer
  }
  const tell = (event: string, params: object) => emitter.emit(`NodeWorker.${event}`, { params })
  return {
    // Of a session no more is used than this.
    session: Object.assign(emitter, { post }) as unknown as Session,
    posted,
    list: (error = undefined) => list(error ?? null),
    attach: (threadId, name = '') => {
      const title = `[worker ${threadId}]${name && ` ${name}`}`
      tell('attachedToWorker', { sessionId: `s${threadId}`, workerInfo: { title } })
    },
    detach: threadId => tell('detachedFromWorker', { sessionId: `s${threadId}` }),
    answer: (threadId, value) => {
      const last = posted.findLast(({ params }) => params.sessionId === `s${threadId}`)
      const { id } = JSON.parse(String(last?.params.message))
      const message = JSON.stringify({ id, result: { result: { value } } })
      tell('receivedMessageFromWorker', { sessionId: `s${threadId}`, message })
    },
  }
}

/** The expressions that a thread was asked to run, in order. */
export function listAsked({ posted }: FakeSession, threadId: number): unknown[] {
  const messages = posted.filter(({ params }) => params.sessionId === `s${threadId}`)
  return messages.map(({ params }) => JSON.parse(String(params.message)).params.expression)
}
