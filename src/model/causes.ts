/** Why a block took long. */
export type Cause =
  | 'javascript'
  | 'json'
  | 'regexp'
  | 'crypto'
  | 'compression'
  | 'file-system'
  | 'child-process'
  | 'module-load'
  | 'serialization'
  | 'sync-wait'
  | 'native'
  | 'gc'
  | 'microtasks'
  | 'burst'
  | 'starved'
  | 'suspended'
  | 'debugger'
  | 'builtin-load'
  | 'unknown'

/** What to do about a block. */
export interface Remedy {
  /** One sentence in the imperative. */
  advice: string
  /** Asynchronous twin of the API that blocked, such as `crypto.pbkdf2`. */
  asyncTwin?: string
  /** `true` when the work should move to an executor (threads or processes). */
  executor?: true
}

/** All that is known of a cause without a block. */
export interface CauseRow {
  /** What it means, in one sentence. */
  general: string
  /** Why its blocks never count; absent when the code is at fault, or nobody knows what is. */
  excuse?: string
  /** What to do about it; absent when it is excused, or nobody knows what it was. */
  remedy?: Remedy
  /** What to do instead in a pool, whose work has a thread or process of its own already. */
  poolAdvice?: string
  /** What to do instead at start-up. */
  startupAdvice?: string
  /** `true` when another run may give the same code another vague cause: a profile tells them apart by share only. */
  isVague?: true
  /** `true` when the thread computes all the time and asks for no sleep. */
  isComputing?: true
}

/** Every cause there is. */
export const CAUSES: Readonly<Record<Cause, CauseRow>> = {
  javascript: {
    general: 'A function that computes for long keeps everything else waiting until it returns.',
    remedy: {
      advice:
        'Move it to a worker thread (loophound/executor), or split it and yield with setImmediate between the parts.',
      executor: true,
    },
    poolAdvice: 'Split the task into smaller ones, or do less in it: it has a thread or process of its own already.',
    isVague: true,
    isComputing: true,
  },
  json: {
    general: 'JSON.parse and JSON.stringify work through the whole text at once, on the thread that calls them.',
    remedy: {
      advice:
        'Send less at once, use a streaming format such as NDJSON, or parse and write big texts in a worker thread (loophound/executor).',
      executor: true,
    },
    poolAdvice: 'Send less at once, or use a streaming format such as NDJSON.',
    isVague: true,
    isComputing: true,
  },
  regexp: {
    general: 'A regular expression that can match the same text in many ways takes time exponential in its length.',
    remedy: {
      advice:
        'Rewrite the pattern without nested or overlapping repetition, limit the length of the input, or use a linear-time engine such as re2.',
    },
    isVague: true,
    isComputing: true,
  },
  crypto: {
    general: 'The synchronous functions of node:crypto compute on the thread that calls them.',
    remedy: {
      advice:
        'Use the asynchronous form, which runs on the thread pool, or move the work to a worker thread (loophound/executor).',
      executor: true,
    },
    poolAdvice: 'Use the asynchronous form, which runs on the thread pool.',
    isComputing: true,
  },
  compression: {
    general: 'The synchronous functions of node:zlib work on the thread that calls them.',
    remedy: { advice: 'Use the asynchronous form or a stream: both run on the thread pool.' },
    isComputing: true,
  },
  'file-system': {
    general: 'The synchronous functions of node:fs keep the thread until the disk has answered.',
    remedy: { advice: 'Use the asynchronous form in fs.promises, or read once at start-up.' },
    startupAdvice: 'Use the asynchronous form in fs.promises, or read less.',
  },
  'child-process': {
    general: 'The synchronous functions of node:child_process keep the thread until the child has ended.',
    remedy: { advice: 'Start the child asynchronously and await its end.' },
  },
  'module-load': {
    general: 'require() and import() read, compile and run every file they reach on the thread that calls them.',
    remedy: { advice: 'Load it at start-up, before the process takes work.' },
    startupAdvice: 'Load less: leave out what start-up does not need, or bundle the modules into fewer files.',
  },
  serialization: {
    general: 'Copying a value, or turning it into bytes or text, takes all of it at once on the thread that calls it.',
    remedy: {
      advice:
        'Copy less: transfer ArrayBuffers instead of cloning them, share memory, or send the value in smaller parts.',
    },
    isComputing: true,
  },
  'sync-wait': {
    general: 'A synchronous wait puts the whole thread to sleep, its event loop included.',
    remedy: { advice: 'Await an event, a message or a promise instead of letting the thread sleep.' },
  },
  native: {
    general: 'Native code that takes no interrupts cannot be looked into while it runs; only what runs after it can.',
    remedy: {
      advice: 'Find an asynchronous form of the native call, or move it to a worker thread (loophound/executor).',
      executor: true,
    },
    poolAdvice: 'Find an asynchronous form of the native call, or give it less at once.',
    isVague: true,
  },
  gc: {
    general: 'V8 stops the code while it collects garbage: the more objects are made and kept alive, the longer.',
    remedy: { advice: 'Keep fewer objects alive and make less garbage at once.' },
    isVague: true,
  },
  microtasks: {
    general: 'Promise jobs and process.nextTick callbacks all run before the loop turns, new ones included.',
    remedy: {
      advice:
        'Yield with setImmediate between chunks: awaiting settled promises and process.nextTick never let the loop turn.',
    },
    isVague: true,
  },
  burst: {
    general: 'Callbacks that come due together run one after another before the loop can turn.',
    remedy: { advice: 'Spread the work: put it in a queue and limit how much of it may run at once.' },
    isVague: true,
  },
  starved: {
    general: 'A thread that is ready to run but gets no core is late without doing anything.',
    excuse: 'the machine had no core for the thread',
  },
  suspended: {
    general: 'A stopped process or a sleeping machine blocks every thread, the watchdog included.',
    excuse: 'the process was stopped or the machine slept',
  },
  debugger: {
    general: 'A program that is paused in a debugger does nothing until it is resumed.',
    excuse: 'a debugger held the thread',
  },
  'builtin-load': {
    general: 'Node.js loads builtin modules when they are first used, once in a process.',
    excuse: 'Node.js loaded builtin modules, once in a process',
  },
  unknown: { general: 'Without a sample of the stack there is only the duration.', isVague: true },
}

/** The names of all causes, in the order of the table. */
export const CAUSE_NAMES: readonly Cause[] = Object.keys(CAUSES) as Cause[]
