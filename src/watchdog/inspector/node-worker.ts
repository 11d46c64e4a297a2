import type { Session } from 'node:inspector'
import { UNNAMED_THREAD } from '../../system/process.js'
import { QUIETLY } from './interrupts.js'

/** The `NodeWorker` domain of one connected session to the main thread. */
export interface NodeWorkerDomain {
  /** Sends as soon as the thread is known to be there. */
  send(id: number, evaluation: Evaluation): void
  /** What was asked under these numbers is not answered any more. */
  forget(ids: Iterable<number>): void
  isAttached(threadId: number): boolean
}

/** What a worker thread is to run. */
export interface Evaluation {
  threadId: number
  expression: string
  /** What the main thread is to run right before it hands this on. */
  mainExpression?: string
  /** The main thread has run that. */
  onHandedOn?: () => void
  onAnswer: (value: unknown) => void
}

/** What becomes known on the way. */
export interface RelayEvents {
  onName: (threadId: number, name: string) => void
  /** A thread that was asked has ended. */
  onGone: (threadId: number) => void
}

/** Enables the domain on a session that has just been connected. It ends with the session. */
export function createNodeWorkerDomain(session: Session, { onName, onGone }: RelayEvents): NodeWorkerDomain {
  const attached = new Map<number, string>()
  const ended = new Set<number>()
  const waiting = new Map<number, Evaluation>()
  const answers = new Map<number, (value: unknown) => void>()

  const post = (id: number, sessionId: string, evaluation: Evaluation) => {
    answers.set(id, evaluation.onAnswer)
    postEvaluation(session, id, sessionId, evaluation)
  }
  listenTo(session, {
    onAttached: (threadId, name, sessionId) => {
      attached.set(threadId, sessionId)
      if (name) onName(threadId, name)
      for (const [id, evaluation] of waiting) {
        if (evaluation.threadId === threadId && waiting.delete(id)) post(id, sessionId, evaluation)
      }
    },
    onDetached: sessionId => {
      const [threadId] = [...attached].find(([, id]) => id === sessionId) ?? []
      if (threadId === undefined) return
      attached.delete(threadId)
      ended.add(threadId)
      onGone(threadId)
    },
    onAnswer: (id, value) => {
      answers.get(id)?.(value)
      answers.delete(id)
    },
    onListed: () => {
      for (const { threadId } of waiting.values()) ended.add(threadId)
      for (const threadId of ended) onGone(threadId)
    },
  })
  return {
    isAttached: threadId => attached.has(threadId),
    send: (id, evaluation) => {
      const sessionId = attached.get(evaluation.threadId)
      if (sessionId !== undefined) post(id, sessionId, evaluation)
      else if (ended.has(evaluation.threadId)) onGone(evaluation.threadId)
      else waiting.set(id, evaluation)
    },
    forget: ids => {
      for (const id of ids) {
        waiting.delete(id)
        answers.delete(id)
      }
    },
  }
}

function postEvaluation(session: Session, id: number, sessionId: string, evaluation: Evaluation): void {
  const { expression, mainExpression, onHandedOn } = evaluation
  if (mainExpression !== undefined)
    session.post('Runtime.evaluate', { expression: mainExpression, ...QUIETLY }, onHandedOn)
  const params = { expression, ...QUIETLY, returnByValue: true }
  const message = JSON.stringify({ id, method: 'Runtime.evaluate', params })
  session.post('NodeWorker.sendMessageToWorker', { sessionId, message })
}

/** What the session tells. */
interface SessionEvents {
  onAttached: (threadId: number, name: string, sessionId: string) => void
  onDetached: (sessionId: string) => void
  onAnswer: (id: number, value: unknown) => void
  /** Node has named all threads that are there. */
  onListed: () => void
}

function listenTo(session: Session, { onAttached, onDetached, onAnswer, onListed }: SessionEvents): void {
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
    // «[worker 3] name». The worker's id is another counter.
    const [, threadId, name = ''] = /^\[worker (\d+)\] ?(.*)$/s.exec(workerInfo.title) ?? []
    onAttached(Number(threadId), name === UNNAMED_THREAD ? '' : name, sessionId)
  })
  session.on('NodeWorker.detachedFromWorker', ({ params }) => onDetached(params.sessionId))
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    const { id, result } = JSON.parse(params.message)
    onAnswer(id, result?.result?.value)
  })
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }, error => {
    if (!error) onListed()
  })
}
