import type { Block } from '../model/block.js'
import type { Capabilities, Capability } from '../model/capabilities.js'
import type { Evidence } from '../model/evidence.js'
import type { RawSample } from '../model/sample.js'
import { createSharedMemory, IntField, readSlot } from '../model/shared-memory.js'
import { readAgeMs, readLoopAgeMs } from '../probes/clock.js'
import type { IgnoredWork } from '../probes/ignored.js'
import type { BusyStretch } from '../probes/iteration-clock.js'
import { readThreadId } from '../probes/thread-time.js'
import { realTimers } from '../probes/timers.js'
import { createDispatch, type Dispatch } from './dispatch.js'
import type { Member } from './hub.js'
import type { WatchdogSettings } from './messages.js'
import { createThreadProbes, type ProbeSettings, type ThreadProbes } from './thread-probes.js'

/** All that runs while somebody watches this thread: its probes, and the line to the watchdog. */
export interface ThreadWatch {
  interrupt(): void
  readSamples(): readonly RawSample[]
  /** Applies what the members want now: starts with the first, stops with the last. */
  configure(): void
  readonly ready: Promise<void>
  readCapabilities(): Capabilities
  readonly overhead: { sampleCount: number; captureMs: number }
  flush(): Promise<void>
  /** Judges what still runs and tells all blocks, as the process exits. */
  finish(): void
}

/** How long the watchdog stays after the last watch, for whoever watches next: tests come in rows, and a thread takes 40 ms to start. */
const LINGER_MS = 1000

/** Creates the watch of the calling thread for whoever is in `members`; nothing runs before `configure`. */
export function createThreadWatch(members: ReadonlySet<Member>, ignoredWork: IgnoredWork): ThreadWatch {
  const memory = createSharedMemory()
  const slot = readSlot(memory)
  const stretches = new Map<string, BusyStretch>()
  let probes: ThreadProbes | undefined
  let dispatch: Dispatch | undefined
  let endTimer: NodeJS.Timeout | undefined

  const takeStretch = (id: string): BusyStretch => {
    const stretch = stretches.get(id) ?? { startMs: 0, endMs: 0 }
    stretches.delete(id)
    return stretch
  }
  const onBlock = (block: Block) => {
    const stretch = takeStretch(block.id)
    for (const member of members) member.onBlock(block, stretch)
  }
  const onStartup = (durationMs: number) => {
    for (const member of members) member.onStartup(durationMs)
  }
  const onEvidence = (evidence: Evidence, stretch: BusyStretch) => {
    // It began before the watchdog could look into it: the process, or the watch, has only just begun.
    if (evidence.startMs < (dispatch?.readyAtMs ?? 0)) return onStartup(evidence.durationMs)
    stretches.set(evidence.id, stretch)
    dispatch?.send(evidence)
  }
  const createLine = () =>
    createDispatch({
      memory,
      slot,
      settings: readWatchdogSettings(members),
      runFile: findRunFile(members),
      onBlock,
      onStartup: (id, durationMs) => {
        takeStretch(id)
        onStartup(durationMs)
      },
    })
  const start = () => {
    realTimers.clearTimeout(endTimer)
    Atomics.store(slot.ints, IntField.osThreadId, readThreadId() ?? 0)
    const isBeforeLoop = readLoopAgeMs() === undefined
    if (!isBeforeLoop && findRunFile(members) !== undefined) onStartup(readAgeMs())
    dispatch ??= createLine()
    probes = createThreadProbes({
      slot,
      settings: readProbeSettings(members),
      ignoredWork,
      readContext: () => readContexts(members),
      onLoopStart: () => isBeforeLoop && onStartup(readLoopAgeMs() ?? 0),
      onEvidence,
    })
  }
  const stop = () => {
    probes?.stop()
    probes = undefined
    endTimer = realTimers.setTimeout(() => {
      void dispatch?.stop()
      dispatch = undefined
    }, LINGER_MS)
    endTimer.unref()
  }
  return {
    interrupt: () => probes?.capture.interrupt(),
    readSamples: () => probes?.capture.samples ?? [],
    configure: () => {
      if (members.size === 0) return stop()
      if (probes === undefined) start()
      else probes.configure(readProbeSettings(members))
      dispatch?.configure(readWatchdogSettings(members))
    },
    get ready() {
      return dispatch?.ready ?? Promise.resolve()
    },
    readCapabilities: () => describeCapabilities(dispatch, probes),
    get overhead() {
      return probes?.capture.overhead ?? { sampleCount: 0, captureMs: 0 }
    },
    flush: async () => dispatch?.flush(),
    finish: () => {
      probes?.finish()
      dispatch?.flushAtExit()
    },
  }
}

function readProbeSettings(members: ReadonlySet<Member>): ProbeSettings {
  const all = [...members]
  return {
    thresholdMs: Math.min(...all.map(member => member.thresholdMs)),
    safepoints: all.some(member => member.safepoints),
  }
}

function readWatchdogSettings(members: ReadonlySet<Member>): WatchdogSettings {
  const all = [...members]
  const printed = all.filter(member => member.isPrinted)
  return {
    hangAfterMs: Math.min(...all.map(member => member.hangAfterMs)),
    ignore: all.filter(member => member.isPrinted || member.runFile !== undefined).flatMap(member => member.ignore),
    ...(printed.length > 0 ? { stderrThresholdMs: Math.min(...printed.map(member => member.thresholdMs)) } : {}),
  }
}

function findRunFile(members: ReadonlySet<Member>): string | undefined {
  return [...members].find(member => member.runFile !== undefined)?.runFile
}

function readContexts(members: ReadonlySet<Member>): Record<string, string> | undefined {
  let merged: Record<string, string> | undefined
  for (const { context } of members) {
    if (context) merged = { ...merged, ...context() }
  }
  return merged
}

function describeCapabilities(dispatch: Dispatch | undefined, probes: ThreadProbes | undefined): Capabilities {
  const on: Capability = { state: 'on' }
  const stopped: Capability = { state: 'off', reason: 'stopped' }
  const running = probes ? on : stopped
  return {
    iterationClock: running,
    heartbeat: running,
    ...(dispatch?.capabilities ?? { watchdog: stopped, interrupts: stopped, threadTime: stopped }),
    safepoints: probes && probes.safepointNatives.length === 0 ? { state: 'off', reason: 'option' } : running,
    delay: running,
  }
}
