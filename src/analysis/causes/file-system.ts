import { type CallCause, createExactApi } from './call-cause.js'

/** Synchronous file access. */
export const fileSystem: CallCause = {
  cause: 'file-system',
  general: 'The synchronous functions of node:fs keep the thread until the disk has answered.',
  findApi(frame) {
    if (frame.native) return frame.function.startsWith('fs.') ? createExactApi(frame.function) : undefined
    const isSync = /^node:(?:internal\/)?fs(?:\/|$)/.test(frame.file) && /Sync$/.test(frame.function)
    return isSync ? createExactApi(`fs.${frame.function}`) : undefined
  },
  explain: (apiName, durationMs) => `${apiName} kept the thread for ${durationMs} ms.`,
}
