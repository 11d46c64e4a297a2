// workerpool's own worker. Whoever imports this imports `guarded-port.js` before.
export { add, emit } from 'workerpool/src/worker.js'
