import type { Cause } from '../../model/causes.js'
import { type Api, type CallCause, createExactApi } from './call-cause.js'
import { syncWait } from './lock-wait.js'

/** Parsing or writing JSON text. */
const json: CallCause = {
  cause: 'json',
  findApi(frame, { readSourceLine }) {
    if (frame.native) return BUILTINS.has(frame.function) ? createExactApi(frame.function) : undefined
    if (!frame.file.startsWith('node:internal/deps/undici/')) return undefined
    if (frame.function === 'parseJSONFromBytes') return createExactApi('Body.json')
    const readsJson = frame.function === 'consumeBody' && readSourceLine()?.includes('.json(')
    return readsJson ? { name: 'Body.json', confidence: 'likely' } : undefined
  },
  explain: (apiName, durationMs) => `${apiName} worked on one JSON text for ${durationMs} ms.`,
}

const BUILTINS = new Set(['JSON.parse', 'JSON.stringify'])

/** Matching a regular expression. */
const regexp: CallCause = {
  cause: 'regexp',
  findApi(frame, { readSourceLine }) {
    if (!frame.native) return undefined
    // As a profile names the compiled pattern.
    if (frame.function.startsWith('RegExp: ')) return createExactApi('RegExp')
    if (/^RegExp(?:\.|\[|StringIterator)/.test(frame.function)) return createExactApi(frame.function)
    if (!STRING_METHODS.has(frame.function)) return undefined
    const isCertain = ALWAYS_REGEXP.has(frame.function) || hasRegExpLiteral(readSourceLine(), frame.function)
    return { name: frame.function, confidence: isCertain ? 'exact' : 'likely' }
  },
  explain: (apiName, durationMs) => `${apiName} matched a regular expression for ${durationMs} ms.`,
}

// They turn any other argument into a RegExp.
const ALWAYS_REGEXP = new Set(['String.match', 'String.matchAll', 'String.search'])
const STRING_METHODS = new Set([...ALWAYS_REGEXP, 'String.replace', 'String.replaceAll', 'String.split'])

function hasRegExpLiteral(sourceLine: string | undefined, method: string): boolean {
  const [, ...calls] = sourceLine?.split(method.replace('String', '')) ?? []
  return calls.some(call => /^\(\s*(?:\/[^/*]|new RegExp\b)/.test(call))
}

/** Hashing, deriving keys, encrypting on the calling thread. */
const crypto: CallCause = {
  cause: 'crypto',
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
  explain: (apiName, durationMs) => `${apiName} ran synchronously for ${durationMs} ms.`,
}

const METHODS = new Set(['update', 'digest', 'final', 'sign', 'verify'])

/** Compressing or expanding on the calling thread. */
const compression: CallCause = {
  cause: 'compression',
  findApi(frame, { readSourceLine }) {
    if (frame.native) return frame.function.startsWith('zlib.') ? createExactApi(frame.function) : undefined
    if (frame.file !== 'node:zlib' || !/sync/i.test(frame.function)) return undefined
    return nameSync(readSourceLine())
  },
  explain: (apiName, durationMs) => `${apiName} ran synchronously for ${durationMs} ms.`,
}

// All of them share one wrapper, so only the caller's source tells which it is.
function nameSync(sourceLine: string | undefined): Api {
  const names = sourceLine?.match(
    /\b(?:gzip|gunzip|deflate|deflateRaw|inflate|inflateRaw|unzip|brotli(?:Compress|Decompress)|zstd(?:Compress|Decompress))Sync\b/g,
  )
  const [name] = names ?? []
  return name ? { name: `zlib.${name}`, confidence: 'exact' } : { name: 'zlib.*Sync', confidence: 'exact' }
}

/** Synchronous file access. */
const fileSystem: CallCause = {
  cause: 'file-system',
  findApi(frame) {
    if (frame.native) return frame.function.startsWith('fs.') ? createExactApi(frame.function) : undefined
    const isSync = /^node:(?:internal\/)?fs(?:\/|$)/.test(frame.file) && /Sync$/.test(frame.function)
    return isSync ? createExactApi(`fs.${frame.function}`) : undefined
  },
  explain: (apiName, durationMs) => `${apiName} kept the thread for ${durationMs} ms.`,
}

/** Starting a child process, or waiting for one. */
const childProcess: CallCause = {
  cause: 'child-process',
  findApi(frame) {
    if (frame.native) return frame.function.startsWith('child_process.') ? createExactApi(frame.function) : undefined
    if (!/^node:(?:internal\/)?child_process$/.test(frame.file)) return undefined
    return STARTERS.has(frame.function) ? createExactApi(`child_process.${frame.function}`) : undefined
  },
  explain: (apiName, durationMs) =>
    apiName.endsWith('Sync')
      ? `${apiName} waited ${durationMs} ms for its child process.`
      : `${apiName} took ${durationMs} ms to start its child process.`,
}

const STARTERS = new Set(['execSync', 'execFileSync', 'spawnSync', 'exec', 'execFile', 'spawn', 'fork'])

/** Copying values by the structured clone algorithm, and turning them into bytes or text and back. */
const serialization: CallCause = {
  cause: 'serialization',
  findApi(frame) {
    if (NAMES.has(frame.function) && frame.native) return createExactApi(frame.function)
    if (frame.file === 'node:v8' && /^(?:de)?serialize$/.test(frame.function))
      return createExactApi(`v8.${frame.function}`)
    // On Node 22 and 24 it has a part in JavaScript, which is all that a profile shows of it.
    if (frame.file === 'node:internal/worker/js_transferable' && frame.function === 'structuredClone')
      return createExactApi(frame.function)
    const isPost = frame.function === 'postMessage' && /^node:internal\/worker/.test(frame.file)
    return isPost ? createExactApi('Worker.postMessage') : undefined
  },
  explain: (apiName, durationMs) => `${apiName} copied or converted one value for ${durationMs} ms.`,
}

const NAMES = new Set([
  'structuredClone',
  'v8.serialize',
  'v8.deserialize',
  'MessagePort.postMessage',
  'MessagePort#postMessage',
  'worker_threads.receiveMessageOnPort',
  'Worker.postMessage',
  'BroadcastChannel.postMessage',
  'process.send',
  'Buffer.from',
  'Buffer#toString',
  'TextDecoder#decode',
  'TextEncoder#encode',
])

/** Every cause that shows in one call. */
export const CALL_CAUSES: readonly CallCause[] = [
  json,
  regexp,
  crypto,
  compression,
  childProcess,
  serialization,
  syncWait,
  fileSystem,
]

/** Whether a cause shows in one call. */
export function isCallCause(cause: Cause | undefined): boolean {
  return CALL_CAUSES.some(known => known.cause === cause)
}
