// Looks from a worker thread at when the main thread was last seen, as the package's documentation says, and captures it once a block.
import { createRequire } from 'node:module'
import { parentPort, workerData as thresholdMs } from 'node:worker_threads'

const require = createRequire(import.meta.url)
const { captureStackTrace, getThreadsLastSeen } = require('@sentry-internal/node-native-stacktrace')
let isTold = false

setInterval(() => {
  const isLate = getThreadsLastSeen()['0'] > thresholdMs
  if (isLate && !isTold) {
    const frames = captureStackTrace()['0']?.frames ?? []
    const toFrame = ({ function: name, filename, lineno }) => ({ function: name, file: filename, line: lineno })
    parentPort.postMessage({ atMs: Date.now(), frames: frames.map(toFrame) })
  }
  isTold = isLate
}, thresholdMs / 2)
