import { type CallCause, createExactApi } from './call-cause.js'

/** Copying values by the structured clone algorithm, and turning them into bytes or text and back. */
export const serialization: CallCause = {
  cause: 'serialization',
  general: 'Copying a value, or turning it into bytes or text, takes all of it at once on the thread that calls it.',
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
