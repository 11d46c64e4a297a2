import { isMainThread, threadId } from 'node:worker_threads'
import type { Block } from '../model/block.js'
import type { Capabilities, Capability } from '../model/capabilities.js'
import type { Evidence } from '../model/evidence.js'
import type { Slot } from '../model/shared-memory.js'
import { nowMs } from '../probes/clock.js'
import { readWorkingDirectory } from '../probes/working-directory.js'
import { createBlockReport } from './block-report.js'
import type { FromWatchdog, WatchdogData, WatchdogSettings } from './messages.js'
import { appendRunRecord } from './run-file.js'
import { summarizeSafely } from './summarize-safely.js'
import { createWatchdog, type Watchdog } from './watchdog.js'

/** Sends evidence to the watchdog and hands on the blocks it makes of it; judges here, with less to go by, when there is no watchdog. */
export interface Dispatch {
  readonly state: Readiness
  send(evidence: Evidence): void
  configure(settings: WatchdogSettings): void
  flush(): Promise<void>
  flushAtExit(): void
  stop(): Promise<void>
}

/** Options of {@link createDispatch}. */
export interface DispatchOptions {
  memory: SharedArrayBuffer
  slot: Slot
  settings: WatchdogSettings
  runFile: string | undefined
  onBlock: (block: Block) => void
  onStartup: (id: string, durationMs: number) => void
}

/** Longest that exit may be held up, in ms. */
const EXIT_LIMIT_MS = 50
/** Longest that `stop()` waits for the last block, in ms: the watchdog may have to read large files, on a starved machine. */
const FLUSH_LIMIT_MS = 2000

/** Starts the watchdog. Never throws: what cannot work here is off, with its reason. */
export function createDispatch(options: DispatchOptions): Dispatch {
  const { slot, onBlock, onStartup } = options
  const state = createReadiness()
  const judgeHere = createLocalJudge(options.runFile, onBlock)
  let { settings } = options

  const degrade = (reason: string, lost: Evidence[] = []) => {
    watchdog = undefined
    const off: Capability = { state: 'off', reason }
    state.settle({ watchdog: off, interrupts: off })
    warn(`loophound cannot look inside blocks, since its watchdog thread is off: ${reason}`)
    for (const evidence of lost) judgeHere(evidence, settings)
  }
  const receive = (message: FromWatchdog) => {
    if (message.type === 'ready') {
      state.settle({ watchdog: { state: 'on' }, interrupts: message.interrupts })
    } else if (message.type === 'block') onBlock(message.block)
    else if (message.type === 'startup') onStartup(message.id, message.durationMs)
    else warn(`loophound could not write a block: ${message.message}`)
  }
  const start = (): Watchdog | undefined => {
    try {
      return createWatchdog({ slot, data: describeWatchdog(options), onMessage: receive, onGone: degrade })
    } catch (error) {
      degrade(findReason(error))
      return undefined
    }
  }
  let watchdog: Watchdog | undefined
  watchdog = start()
  return {
    state,
    send: evidence => (watchdog ? watchdog.send(evidence) : judgeHere(evidence, settings)),
    configure: next => {
      settings = next
      watchdog?.configure(next)
    },
    flush: async () => watchdog?.flush(FLUSH_LIMIT_MS),
    flushAtExit: () => {
      for (const evidence of watchdog?.flushAtExit(EXIT_LIMIT_MS) ?? []) judgeHere(evidence, settings)
    },
    stop: async () => {
      // Whoever still waits for a watchdog that was stopped while it started would wait for ever.
      state.giveUp()
      await watchdog?.stop()
    },
  }
}

/** Whether the watchdog is up yet, and what works with it. */
interface Readiness {
  /** Settles when the watchdog is up, or known not to come up. */
  readonly promise: Promise<void>
  /** When that was; `Infinity` until then. */
  readonly atMs: number
  readonly capabilities: Pick<Capabilities, 'watchdog' | 'interrupts'>
  settle(capabilities: Readiness['capabilities']): void
  /** Settles without an answer. */
  giveUp(): void
}

function createReadiness(): Readiness {
  let resolveReady = () => {}
  const promise = new Promise<void>(resolve => {
    resolveReady = resolve
  })
  let atMs = Number.POSITIVE_INFINITY
  let capabilities: Readiness['capabilities'] = { watchdog: STARTING, interrupts: STARTING }
  return {
    promise,
    get atMs() {
      return atMs
    },
    get capabilities() {
      return capabilities
    },
    settle: next => {
      capabilities = next
      atMs = Math.min(atMs, nowMs())
      resolveReady()
    },
    giveUp: () => resolveReady(),
  }
}

const STARTING: Capability = { state: 'off', reason: 'starting' }

function describeWatchdog({ memory, settings, runFile }: DispatchOptions): WatchdogData {
  return {
    memory,
    thread: { pid: process.pid, threadId, cwd: readWorkingDirectory() },
    settings,
    interrupts: findInterruptsCapability(),
    ...(runFile === undefined ? {} : { runFile }),
  }
}

// Node's permission model (https://nodejs.org/api/permissions.html) denies the inspector even where it allows workers.
function findInterruptsCapability(): Capability {
  if (!isMainThread) return { state: 'off', reason: 'worker-thread' }
  if (process.permission !== undefined) return { state: 'off', reason: 'permission-model' }
  return { state: 'on' }
}

function findReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && error.code === 'ERR_ACCESS_DENIED' ? 'permission-model' : error.message
}

/** Judges on the watched thread, without a watchdog: the duration is right, and there may be no stack. */
function createLocalJudge(runFile: string | undefined, onBlock: (block: Block) => void) {
  const report = createBlockReport(undefined)
  return (evidence: Evidence, { ignore, stderrThresholdMs }: WatchdogSettings) => {
    const block = summarizeSafely({ ...evidence, unwatched: true }, { ignore })
    try {
      // As evidence: whoever reads the file has the sources, and time.
      if (runFile !== undefined) appendRunRecord(runFile, { type: 'evidence', evidence })
      report(block, stderrThresholdMs)
    } catch (error) {
      warn(`loophound could not write a block: ${String(error)}`)
    }
    onBlock(block)
  }
}

function warn(message: string): void {
  process.emitWarning(message, 'LoophoundWarning')
}
