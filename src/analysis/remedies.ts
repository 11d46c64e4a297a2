import type { Cause, Remedy } from '../model/block.js'

/** What to do about a block, or `undefined` when it is not the code's fault or nobody knows what it was. */
export function findRemedy(cause: Cause, apiName?: string): Remedy | undefined {
  const twin = apiName === undefined ? undefined : (TWINS[apiName] ?? deriveTwin(apiName))
  if (apiName !== undefined && twin !== undefined) {
    return {
      ...REMEDIES[cause],
      advice: `Call ${twin} instead of ${apiName}: it leaves the loop free meanwhile.`,
      asyncTwin: twin,
    }
  }
  return REMEDIES[cause]
}

const REMEDIES: Partial<Record<Cause, Remedy>> = {
  javascript: {
    advice: 'Move the computation to an executor, or split it and give way with setImmediate between the parts.',
    executor: true,
  },
  json: {
    advice: 'Send less at once, use a streaming format such as NDJSON, or parse and write big texts in an executor.',
    executor: true,
  },
  regexp: {
    advice:
      'Rewrite the pattern without nested or overlapping repetition, limit the length of the input, or use a linear-time engine such as re2.',
  },
  crypto: {
    advice: 'Call the asynchronous form, which works on the thread pool, or move the work to an executor.',
    executor: true,
  },
  compression: { advice: 'Call the asynchronous form or use a stream: both work on the thread pool.' },
  'file-system': { advice: 'Call the asynchronous form in fs.promises, or read once at start-up.' },
  'child-process': { advice: 'Start the child asynchronously and await its end.' },
  'module-load': { advice: 'Load it at start-up, before the process takes work.' },
  serialization: {
    advice:
      'Copy less: transfer ArrayBuffers instead of cloning them, share memory, or send the value in smaller parts.',
  },
  'sync-wait': { advice: 'Await Atomics.waitAsync or a message instead of sleeping.', asyncTwin: 'Atomics.waitAsync' },
  native: { advice: 'Find an asynchronous form of the native call, or move it to an executor.', executor: true },
  gc: { advice: 'Keep fewer objects alive and make less garbage at once.' },
  microtasks: {
    advice:
      'Give way with setImmediate between chunks: awaiting settled promises and process.nextTick never let the loop turn.',
  },
  burst: { advice: 'Spread the work: put it in a queue and limit how much of it may run at once.' },
}

const TWINS: Record<string, string> = {
  'crypto.randomBytes': 'crypto.randomBytes with a callback',
  'crypto.sign': 'crypto.sign with a callback',
  'crypto.verify': 'crypto.verify with a callback',
  'child_process.execSync': 'util.promisify(child_process.exec)',
  'child_process.execFileSync': 'util.promisify(child_process.execFile)',
  'child_process.spawnSync': 'child_process.spawn',
}

// Where Node has a function without `Sync`, it is the twin: that is Node's own naming rule.
function deriveTwin(apiName: string): string | undefined {
  const [, moduleName, name] = /^(fs|crypto|zlib)\.(\w+)Sync$/.exec(apiName) ?? []
  if (moduleName === undefined || name === undefined) return undefined
  if (moduleName !== 'fs') return `${moduleName}.${name}`
  return CALLBACK_ONLY.has(name) ? undefined : `fs.promises.${name === 'exists' ? 'access' : name}`
}

const CALLBACK_ONLY = new Set([
  'open',
  'close',
  'read',
  'write',
  'readv',
  'writev',
  'fstat',
  'fsync',
  'fdatasync',
  'ftruncate',
  'futimes',
  'fchmod',
  'fchown',
])
