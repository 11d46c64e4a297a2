import { writeSync } from 'node:fs'
import process from 'node:process'
import { isMainThread, threadId } from 'node:worker_threads'
import { summarizeEvidence } from '../analysis/summarize-evidence.js'
import type { Block } from '../model/block.js'
import type { Capabilities, Capability } from '../model/capabilities.js'
import type { Evidence } from '../model/evidence.js'
import type { Slot } from '../model/shared-memory.js'
import { nowMs } from '../probes/clock.js'
import { formatBlock } from '../reporters/block-text.js'
import type { FromWatchdog, WatchdogSettings } from './messages.js'
import { appendRunRecord } from './run-file.js'
import { createWatchdog, type Watchdog } from './watchdog.js'

/** Sends evidence to the watchdog and hands on the blocks it makes of it; judges here, with less to go by, when there is no watchdog. */
export interface Dispatch {
  /** Settles when the watchdog is up, or known not to come up. */
  readonly ready: Promise<void>
  /** When that was; `Infinity` until then. */
  readonly readyAtMs: number
  readonly capabilities: Pick<Capabilities, 'watchdog' | 'interrupts' | 'threadTime'>
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
  const { slot, onBlock, onStartup, runFile } = options
  let { settings } = options
  let readyAtMs = Number.POSITIVE_INFINITY
  let settle = () => {}
  const ready = new Promise<void>(resolve => {
    settle = resolve
  })
  const capabilities: Dispatch['capabilities'] = { watchdog: BOOTING, interrupts: BOOTING, threadTime: BOOTING }

  const becomeReady = (state: Dispatch['capabilities'], atMs: number) => {
    Object.assign(capabilities, state)
    readyAtMs = Math.min(readyAtMs, atMs)
    settle()
  }
  const degrade = (reason: string, lost: Evidence[] = []) => {
    watchdog = undefined
    const off: Capability = { state: 'off', reason }
    becomeReady({ watchdog: off, interrupts: off, threadTime: off }, nowMs())
    process.emitWarning(
      `loophound cannot look inside blocks, since its watchdog thread is off: ${reason}`,
      'LoophoundWarning',
    )
    for (const evidence of lost) judgeHere(evidence)
  }
  const judgeHere = (evidence: Evidence) => {
    const block = summarizeEvidence({ ...evidence, unwatched: true }, { ignore: settings.ignore })
    if (runFile !== undefined) attempt(() => appendRunRecord(runFile, { type: 'evidence', evidence }))
    const { stderrThresholdMs = Number.POSITIVE_INFINITY } = settings
    if (block.durationMs >= stderrThresholdMs && !block.ignored)
      attempt(() => writeSync(2, `${formatBlock(block, { color: false })}\n`))
    onBlock(block)
  }
  const receive = (message: FromWatchdog) => {
    if (message.type === 'ready') {
      const { interrupts, threadTime, atMs } = message
      becomeReady({ watchdog: { state: 'on' }, interrupts, threadTime }, atMs)
    } else if (message.type === 'block') onBlock(message.block)
    else if (message.type === 'startup') onStartup(message.id, message.durationMs)
    else process.emitWarning(`loophound could not write a block: ${message.message}`, 'LoophoundWarning')
  }
  const start = (): Watchdog | undefined => {
    try {
      return createWatchdog({
        slot,
        data: {
          memory: options.memory,
          thread: { pid: process.pid, threadId, cwd: process.cwd() },
          settings,
          interrupts: findInterruptsCapability(),
          ...(runFile === undefined ? {} : { runFile }),
        },
        onMessage: receive,
        onGone: degrade,
      })
    } catch (error) {
      degrade(findReason(error))
      return undefined
    }
  }
  let watchdog: Watchdog | undefined
  watchdog = start()
  return {
    ready,
    get readyAtMs() {
      return readyAtMs
    },
    capabilities,
    send: evidence => (watchdog ? watchdog.send(evidence) : judgeHere(evidence)),
    configure: next => {
      settings = next
      watchdog?.configure(next)
    },
    flush: async () => watchdog?.flush(FLUSH_LIMIT_MS),
    flushAtExit: () => {
      const startMs = nowMs()
      for (const evidence of watchdog?.flushAtExit(EXIT_LIMIT_MS - (nowMs() - startMs)) ?? []) judgeHere(evidence)
    },
    stop: async () => watchdog?.stop(),
  }
}

const BOOTING: Capability = { state: 'off', reason: 'starting' }

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

function attempt(write: () => void): void {
  try {
    write()
  } catch (error) {
    process.emitWarning(`loophound could not write a block: ${String(error)}`, 'LoophoundWarning')
  }
}
