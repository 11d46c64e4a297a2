import { type CallCause, createExactApi } from './call-cause.js'

/** Hashing, deriving keys, encrypting on the calling thread. */
export const crypto: CallCause = {
  cause: 'crypto',
  general: 'The synchronous functions of node:crypto compute on the thread that calls them.',
  findApi(frame) {
    if (frame.native)
      return /^(?:crypto\.|(?:Hash|Hmac|Cipher|Decipher|Sign|Verify)\w*#)/.test(frame.function)
        ? createExactApi(frame.function)
        : undefined
    if (!/^node:(?:internal\/)?crypto(?:\/|$)/.test(frame.file)) return undefined
    return createExactApi(
      `${METHODS.has(frame.function) ? 'Hash#' : 'crypto.'}${frame.function.replace(/OneShot$/, '')}`,
    )
  },
  explain: (apiName, durationMs) => `${apiName} computed for ${durationMs} ms on this thread.`,
}

const METHODS = new Set(['update', 'digest', 'final', 'sign', 'verify'])
