import { recordThrown } from './error-record.js'
import type { Answer } from './messages.js'
import { createUnclonable } from './unclonable-error.js'

/** A message to or from a worker of the pool. */
interface PoolMessage {
  id?: number
  params?: unknown[]
  result?: unknown
  isEvent?: boolean
  payload?: { progress?: unknown }
}

export type Send = (message: PoolMessage, transfer?: unknown) => void

/**
 * Makes a message that cannot be copied the failure of its own task: workerpool would throw where nobody can catch it, and take the
 * worker for busy for ever.
 *
 * @param answer Tells the caller of the task.
 */
export function guardSending(send: Send, answer: (message: { id: number; result: Answer; error: null }) => void): Send {
  return (message, transfer) => {
    try {
      send(message, transfer)
    } catch (cause) {
      if (message.isEvent || message.id === undefined)
        throw createUnclonable({ value: message.payload?.progress }, cause)
      const refused = recordThrown(createUnclonable(nameParts(message), cause))
      answer({ id: message.id, result: { refused }, error: null })
    }
  }
}

// A request is a function and its arguments; an answer is the value and a time.
function nameParts({ params, result }: PoolMessage): Record<string, unknown> {
  if (params) return { args: params[1] }
  return { result: Array.isArray(result) ? result[0] : result }
}
