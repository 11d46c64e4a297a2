import { isMainThread } from 'node:worker_threads'
import { findRuntime, type Runtime } from '../model/runtime.js'

/** What runs this thread. */
export const ownRuntime: Runtime = findRuntime(process.versions, isMainThread)
