import type { Send } from './guard-sending.js'

/** Makes a call of a function that the worker was told of before name it by its number alone. */
export function tellOnce(send: Send): Send {
  const told = new Set<unknown>()
  return (message, transfer) => {
    const target = message.params?.[0]
    if (!Array.isArray(target)) return send(message, transfer)
    const isTold = told.has(target)
    if (isTold) message.params = [target[0], message.params?.[1]]
    send(message, transfer)
    // What cannot be copied is not sent, and tells nothing.
    if (!isTold && target[0] !== 0) told.add(target)
  }
}
