import watchdogSource from 'inline:../../watchdog/main.ts'
import { dirname } from 'node:path'
import { isMainThread, Worker } from 'node:worker_threads'
import type { Capability } from '../../model/report.js'
import { createThreadChannel, type FromWatchdog, type WatchdogData } from '../../protocol/channel.js'
import {
  HeaderField,
  IntField,
  readHeader,
  readOwner,
  readSlots,
  SessionState,
  WatchdogState,
} from '../../protocol/shared-memory.js'
import { readWorkingDirectory } from '../../system/process.js'
import { ownRuntime, type Runtime } from '../../system/runtime.js'

/** The worker thread of the watchdog, as the thread sees it that has made the shared memory: it starts, restarts and ends it. */
export interface WatchdogThread {
  /** Starts it unless it runs. @throws what `new Worker` throws, as under the permission model */
  start(): void
  /** Ends it unless other threads are watched; then it ends by itself, after the last of them. */
  release(): Promise<void>
}

/** Starts the worker thread. @throws what `new Worker` throws */
type CreateWorker = (data: WatchdogData) => Worker

/** Options of {@link createWatchdogThread}. */
export interface WatchdogThreadOptions {
  describe: () => WatchdogData
  memory: SharedArrayBuffer
  /** Starts the worker thread; another one is for tests. */
  createWorker?: CreateWorker
}

/** Creates the handle; nothing runs before `start`. */
export function createWatchdogThread(options: WatchdogThreadOptions): WatchdogThread {
  const { describe, memory, createWorker = startWorker } = options
  const header = readHeader(memory)
  let worker: Worker | undefined
  let restartCount = 0

  const launch = () => {
    const launched = createWorker(describe())
    worker = launched
    onceEnded(launched, reason => {
      if (worker === launched) revive(reason)
    })
    launched.unref()
  }
  const revive = (reason: string) => {
    worker = undefined
    // After the last watch it ends by itself.
    if (Atomics.load(header, HeaderField.watchdog) === WatchdogState.none) return
    releaseThreads(memory)
    restartCount += 1
    try {
      if (restartCount > MAX_RESTARTS) throw new Error(reason)
      launch()
    } catch {
      giveUp(memory, reason)
    }
  }
  return {
    start: () => {
      Atomics.store(header, HeaderField.watchdog, WatchdogState.alive)
      if (worker) return
      restartCount = 0
      try {
        launch()
      } catch (error) {
        Atomics.store(header, HeaderField.watchdog, WatchdogState.lost)
        throw error
      }
    },
    release: async () => {
      if (worker === undefined || isNeeded(memory)) return
      const ended = worker
      worker = undefined
      await ended.terminate()
    },
  }
}

/** One restart: what fails twice would fail again. */
const MAX_RESTARTS = 1

function onceEnded(worker: Worker, onEnd: (reason: string) => void): void {
  let reason = 'the watchdog thread ended'
  worker.on('error', (error: unknown) => {
    reason = error instanceof Error ? error.message : String(error)
  })
  worker.once('exit', () => onEnd(reason))
}

/**
 * Starts the worker thread: without NODE_OPTIONS and execArgv, or it would load `loophound/register` and watch itself; with streams of its
 * own, so that a warning of Node's about the thread does not end up in the app's output.
 *
 * @throws what `new Worker` throws, as under the permission model
 */
export function startWorker(data: WatchdogData): Worker {
  const { NODE_OPTIONS: _, ...env } = process.env
  return new Worker(watchdogSource, {
    eval: true,
    name: 'loophound',
    execArgv: [],
    env,
    stdout: true,
    stderr: true,
    resourceLimits: HEAP_LIMITS,
    workerData: data,
  })
}

// Judging blocks makes garbage; with the limits of an app V8 would let it pile up for long before it collects.
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 }

// A worker that dies may have held the session: nobody else can let go of it, and its end has closed it.
function releaseThreads(memory: SharedArrayBuffer): void {
  const header = readHeader(memory)
  Atomics.compareExchange(header, HeaderField.session, SessionState.connected, SessionState.free)
  for (const { ints } of readSlots(memory)) Atomics.store(ints, IntField.late, 0)
}

function giveUp(memory: SharedArrayBuffer, reason: string): void {
  Atomics.store(readHeader(memory), HeaderField.watchdog, WatchdogState.lost)
  for (const slot of readSlots(memory)) {
    const owner = readOwner(slot)
    if (owner !== undefined) sendTo(owner, { type: 'gone', reason })
  }
}

function sendTo(threadId: number, message: FromWatchdog): void {
  const channel = createThreadChannel(threadId, () => {})
  channel.post(message)
  channel.close()
}

// Whoever takes a slot looks at the field afterwards: one of the two sees the other.
function isNeeded(memory: SharedArrayBuffer): boolean {
  const header = readHeader(memory)
  const before = Atomics.exchange(header, HeaderField.watchdog, WatchdogState.none)
  if (readSlots(memory).every(slot => readOwner(slot) === undefined)) return false
  Atomics.store(header, HeaderField.watchdog, before)
  return true
}

/** The watchdog that this thread has started, if it has. */
export interface WatchdogHandle {
  /** Starts it for a memory, always the same, unless it runs. @throws what `new Worker` throws */
  start(memory: SharedArrayBuffer): void
  /** Ends it, unless other threads are watched. */
  release(): void
  /** Keeps it from connecting to this thread any more, which exits. */
  beginExit(): void
  /** Waits a short time until it has let go of this thread. */
  finishExit(): void
}

/** Creates the handle; nothing runs before `start`. */
export function createWatchdogHandle(readRunFile: () => string | undefined): WatchdogHandle {
  let thread: WatchdogThread | undefined
  let header: Int32Array | undefined
  return {
    start: memory => {
      header = readHeader(memory)
      thread ??= createWatchdogThread({ memory, describe: () => describeWatchdog(memory, readRunFile()) })
      thread.start()
    },
    release: () => {
      void thread?.release()
    },
    beginExit: () => {
      if (isMainThread && header) closeSession(header)
    },
    finishExit: () => {
      if (isMainThread && header) wait(header, HeaderField.session, SessionState.closing, LET_GO_LIMIT_MS)
    },
  }
}

/** Longest that exit may be held up until the watchdog has let go, in ms. */
const LET_GO_LIMIT_MS = 50

// Taken before the safepoints stand in for it.
const wait = Atomics.wait

function describeWatchdog(memory: SharedArrayBuffer, runFile: string | undefined): WatchdogData {
  const unawareParent = findUnawareParent(process)
  return {
    memory,
    pid: process.pid,
    cwd: readWorkingDirectory(),
    interrupts: findInterruptsCapability(process),
    ...(runFile === undefined ? {} : { runDirectory: dirname(runFile) }),
    ...(unawareParent === undefined ? {} : { unawareParent }),
  }
}

function closeSession(header: Int32Array): void {
  const { free, connected, closing, closed } = SessionState
  // Whatever it is, the watchdog changes it at most once in between.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (Atomics.compareExchange(header, HeaderField.session, free, closed) === free) return
    if (Atomics.compareExchange(header, HeaderField.session, connected, closing) === connected) return
  }
}

/**
 * The parent of this process, if it takes no notice when this process is gone: `mocha --parallel` ends with exit code 0 then, and without
 * a word about the tests that were not run.
 */
export function findUnawareParent({ argv, ppid }: Pick<NodeJS.Process, 'argv' | 'ppid'>): number | undefined {
  return /[\\/]mocha[\\/]lib[\\/]nodejs[\\/]worker\.c?js$/.test(argv[1] ?? '') ? ppid : undefined
}

/**
 * Whether the watchdog may connect an inspector session to the main thread of this process.
 *
 * @param execArgv options of Node that this process was started with
 */
export function findInterruptsCapability(
  { execArgv, permission }: Pick<NodeJS.Process, 'execArgv' | 'permission'>,
  runtime: Pick<Runtime, 'isNode' | 'offReason'> = ownRuntime,
): Capability {
  if (!runtime.isNode) return { state: 'off', reason: runtime.offReason }
  // Node's permission model (https://nodejs.org/api/permissions.html) denies the inspector even where it allows workers.
  if (permission !== undefined) return { state: 'off', reason: 'permission-model' }
  // The process of `node --test` that starts the test files has no inspector: connecting to it would abort it.
  if (execArgv.includes('--test') && !execArgv.some(isInProcess)) return { state: 'off', reason: 'test-runner' }
  return { state: 'on' }
}

function isInProcess(option: string): boolean {
  return /^--(?:experimental-)?test-isolation=none$/.test(option)
}
