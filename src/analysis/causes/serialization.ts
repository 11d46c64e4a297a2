import { type CallCause, createExactApi } from './call-cause.js'

/** Copying values by the structured clone algorithm. */
export const serialization: CallCause = {
  cause: 'serialization',
  general: 'Structured cloning copies the whole value on the thread that calls it.',
  findApi(frame) {
    if (NAMES.has(frame.function) && frame.native) return createExactApi(frame.function)
    if (frame.file === 'node:v8' && /^(?:de)?serialize$/.test(frame.function))
      return createExactApi(`v8.${frame.function}`)
    const isPost = frame.function === 'postMessage' && /^node:internal\/worker/.test(frame.file)
    return isPost ? createExactApi('Worker.postMessage') : undefined
  },
  explain: (apiName, durationMs) => `${apiName} copied one value for ${durationMs} ms.`,
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
])
