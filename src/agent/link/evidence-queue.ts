import { threadId } from 'node:worker_threads'
import { summarizeSafely } from '../../analysis/analyze.js'
import type { Block } from '../../model/block.js'
import type { Evidence } from '../../model/evidence.js'
import type { Capabilities, Capability } from '../../model/report.js'
import type { FromWatchdog, WatchdogSettings } from '../../protocol/channel.js'
import { FloatField, HeaderField, readHeader, WatchdogState } from '../../protocol/shared-memory.js'
import { measureStalls, readLastStall } from '../../protocol/stalls.js'
import { createBlockReport } from '../../sink/block-report.js'
import { appendRunRecord } from '../../sink/run-file.js'
import { nowMs } from '../../system/clock.js'
import { findOffReason } from '../../system/runtime.js'
import { createWatchdogClient, type WatchdogClient } from './client.js'
import type { ThreadSlot } from './slot.js'

/** Sends evidence to the watchdog and hands on the blocks it makes of it; judges here, with less to go by, when there is no watchdog. */
export interface EvidenceQueue {
  readonly state: Readiness
  send(evidence: Evidence): void
  /** Takes what the watchdog has said, without the loop turning: what waited for it to be up is sent. */
  poll(): void
  /** Judges here, as the process exits and nobody waits for the watchdog any more. */
  sendLast(evidence: Evidence): void
  configure(settings: WatchdogSettings): void
  flush(): Promise<void>
  flushAtExit(): void
  stop(): void
}

/** Options of {@link createEvidenceQueue}. */
export interface EvidenceQueueOptions {
  place: ThreadSlot
  /** Starts the watchdog's thread, where that is this thread's part. @throws what `new Worker` throws */
  startThread: () => void
  settings: WatchdogSettings
  runFile: string | undefined
  onBlock: (block: Block) => void
  onStartup: (id: string) => void
}

/** Longest that exit may be held up, in ms. */
const EXIT_LIMIT_MS = 50
/** Longest that `stop()` waits for the last block, in ms: the watchdog may have to read large files, on a starved machine. */
const FLUSH_LIMIT_MS = 2000

/** Opens the connection to the watchdog, and starts it if need be. Never throws: what cannot work here is off, with its reason. */
export function createEvidenceQueue(options: EvidenceQueueOptions): EvidenceQueue {
  const { place, onBlock, onStartup } = options
  const state = createReadiness()
  const judgeHere = createLocalJudge(options)
  let { settings } = options
  let watchdog: WatchdogClient | undefined

  const degrade = (reason: string, lost: Evidence[] = []) => {
    watchdog?.stop()
    watchdog = undefined
    const off: Capability = { state: 'off', reason }
    state.settle({ watchdog: off, interrupts: off })
    const isTimed = (place.slot.floats[FloatField.hangTimeoutMs] ?? 0) > 0
    const what = `look inside blocks${isTimed ? ' or end an endless loop' : ''}`
    warn(`loophound cannot ${what}, since its watchdog thread is off: ${reason}`)
    for (const evidence of lost) judgeHere(evidence, settings)
  }
  const receive = (message: FromWatchdog) => {
    if (message.type === 'ready') state.settle({ watchdog: { state: 'on' }, interrupts: message.interrupts })
    else if (message.type === 'block') onBlock(message.block)
    else if (message.type === 'startup') onStartup(message.id)
    else if (message.type === 'failure') warn(`loophound could not write a block: ${message.message}`)
  }
  const missing = findMissing(options)
  if (missing === undefined) {
    watchdog = createWatchdogClient({ ...place, threadId, settings, onMessage: receive, onGone: degrade })
  } else degrade(missing)
  return {
    state,
    send: evidence => (watchdog ? watchdog.send(evidence) : judgeHere(evidence, settings)),
    poll: () => watchdog?.poll(),
    sendLast: evidence => judgeHere(evidence, settings),
    configure: next => {
      settings = next
      watchdog?.configure(next)
    },
    flush: async () => watchdog?.flush(FLUSH_LIMIT_MS),
    flushAtExit: () => {
      for (const evidence of watchdog?.flushAtExit(EXIT_LIMIT_MS) ?? []) judgeHere(evidence, settings)
    },
    stop: () => {
      // Whoever still waits for a watchdog that was stopped while it started would wait for ever.
      state.giveUp()
      watchdog?.stop()
    },
  }
}

/** Why this thread cannot have a watchdog. */
function findMissing({ place, startThread }: EvidenceQueueOptions): string | undefined {
  if (place.kind === 'alone') return 'too many threads'
  const state = Atomics.load(readHeader(place.memory), HeaderField.watchdog)
  if (place.kind === 'joined') return state === WatchdogState.lost ? 'the watchdog thread ended' : undefined
  try {
    startThread()
    return undefined
  } catch (error) {
    return findOffReason(error)
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

/** Judges on the watched thread, without a watchdog: the duration is right, and there may be no stack. */
function createLocalJudge({ place, runFile, onBlock }: EvidenceQueueOptions) {
  const report = createBlockReport(() => undefined)
  return (seen: Evidence, { ignore, stderrThresholdMs }: WatchdogSettings) => {
    const evidence = addLastGap(seen, place.memory)
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

// The watchdog may have known why, and have had no core to say so in time.
function addLastGap(evidence: Evidence, memory: SharedArrayBuffer): Evidence {
  const lastGap = readLastStall(memory)
  const watchdogGap = lastGap && measureStalls([lastGap], evidence.startMs, evidence.endMs)
  return watchdogGap ? { ...evidence, watchdogGap } : evidence
}

function warn(message: string): void {
  process.emitWarning(message, 'LoophoundWarning')
}
