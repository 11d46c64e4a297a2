import type { Send } from './guard-sending.js'

/** Makes a call of a function that the worker was told of before name it by its number alone. */
export function tellOnce(send: Send): Send {
  const told: boolean[] = []
  return (message, transfer) => {
    const target = message.params?.[0]
    if (!Array.isArray(target)) return send(message, transfer)
    const number = target[0]
    const isTold = told[number]
    if (isTold) message.params = [number, message.params?.[1]]
    send(message, transfer)
    // What cannot be copied is not sent, and tells nothing.
    if (!isTold && number !== 0) told[number] = true
  }
}
