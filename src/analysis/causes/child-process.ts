import { type CallCause, createExactApi } from './call-cause.js'

/** Starting a child process, or waiting for one. */
export const childProcess: CallCause = {
  cause: 'child-process',
  general: 'The synchronous functions of node:child_process keep the thread until the child has ended.',
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
