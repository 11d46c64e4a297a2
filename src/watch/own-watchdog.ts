import { dirname } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { HeaderField, readHeader, SessionState } from '../model/shared-memory.js'
import { readWorkingDirectory } from '../probes/working-directory.js'
import { findInterruptsCapability } from './interrupts-capability.js'
import type { WatchdogData } from './messages.js'
import { createWatchdogThread, type WatchdogThread } from './watchdog-thread.js'

/** The watchdog that this thread has started, if it has. */
export interface OwnWatchdog {
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
export function createOwnWatchdog(readRunFile: () => string | undefined): OwnWatchdog {
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
  const heedlessParent = findHeedlessParent(process)
  return {
    memory,
    pid: process.pid,
    cwd: readWorkingDirectory(),
    interrupts: findInterruptsCapability(process),
    ...(runFile === undefined ? {} : { runDirectory: dirname(runFile) }),
    ...(heedlessParent === undefined ? {} : { heedlessParent }),
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
export function findHeedlessParent({ argv, ppid }: Pick<NodeJS.Process, 'argv' | 'ppid'>): number | undefined {
  return /[\\/]mocha[\\/]lib[\\/]nodejs[\\/]worker\.c?js$/.test(argv[1] ?? '') ? ppid : undefined
}
