import type { Cause, Remedy } from './block.js'
import type { Phase, Role } from './phase.js'

/** What to do about each cause in general; absent where it is not the code's fault or nobody knows what it was. */
export const REMEDIES: Partial<Record<Cause, Remedy>> = {
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
  'sync-wait': { advice: 'Await an event, a message or a promise instead of letting the thread sleep.' },
  native: { advice: 'Find an asynchronous form of the native call, or move it to an executor.', executor: true },
  gc: { advice: 'Keep fewer objects alive and make less garbage at once.' },
  microtasks: {
    advice:
      'Give way with setImmediate between chunks: awaiting settled promises and process.nextTick never let the loop turn.',
  },
  burst: { advice: 'Spread the work: put it in a queue and limit how much of it may run at once.' },
}

/**
 * A remedy that fits where the block was: nobody in a pool is told to move to one, nor at start-up to load at start-up. An advice that
 * names an asynchronous twin fits everywhere.
 *
 * @param place of a block, or what is known of one
 */
export function fitRemedy(
  { executor, ...remedy }: Remedy,
  { cause, phase, process: { role } }: { cause: Cause; phase: Phase; process: { role: Role } },
): Remedy {
  const isPool = role === 'pool'
  const advice = remedy.asyncTwin === undefined ? findAdvice(cause, phase, isPool) : undefined
  return {
    ...remedy,
    ...(advice === undefined ? {} : { advice }),
    ...(executor && !isPool ? { executor } : {}),
  }
}

function findAdvice(cause: Cause, phase: Phase, isPool: boolean): string | undefined {
  return (isPool ? POOL_ADVICE[cause] : undefined) ?? (phase === 'startup' ? STARTUP_ADVICE[cause] : undefined)
}

/** For work that is in a thread or process of its own already. */
const POOL_ADVICE: Partial<Record<Cause, string>> = {
  javascript: 'Split the task into smaller ones, or do less in it: it has a thread or process of its own already.',
  json: 'Send less at once, or use a streaming format such as NDJSON.',
  crypto: 'Call the asynchronous form, which works on the thread pool.',
  native: 'Find an asynchronous form of the native call, or give it less at once.',
}

const STARTUP_ADVICE: Partial<Record<Cause, string>> = {
  'module-load': 'Load less: leave out what start-up does not need, or bundle the modules into fewer files.',
  'file-system': 'Call the asynchronous form in fs.promises, or read less.',
}
