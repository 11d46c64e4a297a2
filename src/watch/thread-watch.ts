import { isMainThread } from 'node:worker_threads'
import type { Block } from '../model/block.js'
import type { Capabilities, Capability } from '../model/capabilities.js'
import type { Evidence } from '../model/evidence.js'
import { limitCapabilities } from '../model/runtime.js'
import { IntField, type Slot } from '../model/shared-memory.js'
import type { Summary } from '../model/summary.js'
import { measureAgeMs, readLoopStartMs } from '../probes/clock.js'
import type { IgnoredWork } from '../probes/ignored.js'
import type { BusyStretch } from '../probes/iteration-clock.js'
import { ownRuntime } from '../probes/runtime.js'
import { createThreadWait } from '../probes/thread-wait.js'
import { realTimers } from '../probes/timers.js'
import type { Dispatch } from './dispatch.js'
import type { Member } from './hub.js'
import { findContextSources, readProbeSettings, readRunFile, wantSourceMaps } from './member-settings.js'
import { createTestimony, type Testimony } from './testimony.js'
import { createThreadLine, type ThreadLine } from './thread-line.js'
import { markRelay } from './thread-place.js'
import { createThreadProbes, type ThreadProbes, type ThreadProbesOptions } from './thread-probes.js'

/** All that runs while somebody watches this thread: its probes, and the line to the watchdog. */
export interface ThreadWatch extends Testimony {
  interrupt(): void
  /** Applies what the members want now: starts with the first, stops with the last. */
  configure(): void
  /** Settles when the watchdog is up, or known not to come up. */
  readReady(): Promise<void>
  readCapabilities(): Capabilities
  readOverhead(): Summary['overhead']
  flush(): Promise<void>
  /** Judges what still runs and tells all blocks, as the thread exits. */
  finish(): void
  /** Called by the watchdog right before this thread hands an interrupt on to a worker thread. */
  markRelay(memoryId: number, slotIndex: number): void
}

/** How long the watchdog stays after the last watch, for whoever watches next: tests come in rows, and a thread takes 40 ms to start. */
const LINGER_MS = 1000

/** Creates the watch of the calling thread for whoever is in `members`; nothing runs before `configure`. */
export function createThreadWatch(members: ReadonlySet<Member>, ignoredWork: IgnoredWork): ThreadWatch {
  const reception = createReception(members)
  const line = createThreadLine(members, ignoredWork, reception)
  let probes: ThreadProbes | undefined
  let dispatch: Dispatch | undefined
  let endTimer: NodeJS.Timeout | undefined

  const start = () => {
    realTimers.clearTimeout(endTimer)
    const opened = line.open()
    dispatch = opened.dispatch
    probes = startProbes({
      slot: opened.slot,
      settings: readProbeSettings(members),
      ignoredWork,
      readSourceMaps: () => wantSourceMaps(members),
      readContextSources: () => findContextSources(members),
      ...createLoading(members, dispatch, reception),
    })
  }
  const endLine = () => {
    dispatch = undefined
    line.close()
  }
  const stop = () => {
    probes?.stop()
    probes = undefined
    endTimer = realTimers.setTimeout(endLine, LINGER_MS).unref()
  }
  return {
    interrupt: () => probes?.capture.interrupt(),
    ...createTestimony(members, () => probes?.capture.samples ?? []),
    configure: () => {
      if (members.size === 0) return stop()
      if (probes) probes.configure(readProbeSettings(members))
      else start()
      line.configure()
    },
    readReady: async () => dispatch?.state.promise,
    readCapabilities: () => limitCapabilities(describeCapabilities(dispatch, probes), ownRuntime),
    readOverhead: () => describeOverhead(probes),
    flush: async () => dispatch?.flush(),
    finish: () => finish(line, probes),
    markRelay,
  }
}

function finish(line: ThreadLine, probes: ThreadProbes | undefined): void {
  line.beginExit()
  probes?.finish()
  line.finishExit()
}

function startProbes(options: ThreadProbesOptions): ThreadProbes {
  const probes = createThreadProbes(options)
  return isMainThread ? probes : observeWaiting(probes, options.slot)
}

// A worker thread that waits for work is idle, not blocked.
function observeWaiting(probes: ThreadProbes, { ints }: Slot): ThreadProbes {
  const threadWait = createThreadWait({
    onWait: () => {
      probes.finish()
      Atomics.store(ints, IntField.isWaiting, 1)
    },
    onWake: () => {
      probes.resume()
      Atomics.store(ints, IntField.isWaiting, 0)
    },
  })
  const stop = () => {
    threadWait.stop()
    probes.stop()
  }
  return { ...probes, stop }
}

/** Hands blocks to the members, with the stretch of time that each was. */
interface Reception {
  expect(id: string, stretch: BusyStretch): void
  onBlock(block: Block): void
  onStartup(id: string | undefined, durationMs: number): void
}

function createReception(members: ReadonlySet<Member>): Reception {
  const stretches = new Map<string, BusyStretch>()
  return {
    expect: (id, stretch) => stretches.set(id, stretch),
    onBlock: block => {
      const stretch = stretches.get(block.id)
      stretches.delete(block.id)
      if (stretch) for (const member of members) member.onBlock(block, stretch)
    },
    onStartup: (id, durationMs) => {
      if (id !== undefined) stretches.delete(id)
      for (const member of members) member.onStartup(durationMs)
    },
  }
}

/** Tells start-up from blocks. */
function createLoading(
  members: ReadonlySet<Member>,
  dispatch: Dispatch,
  reception: Reception,
): Pick<ThreadProbesOptions, 'onLoopStart' | 'onEvidence'> {
  const isBeforeLoop = readLoopStartMs() === undefined
  let isEntryLoaded = false
  // Preloaded by an ES module, when the loop turns already.
  if (!isBeforeLoop && readRunFile(members) !== undefined) reception.onStartup(undefined, measureAgeMs())
  return {
    onLoopStart: () => {
      if (!isBeforeLoop) return
      // A CommonJS entry is loaded before the loop turns at all; an ES module is evaluated while it turns.
      isEntryLoaded = process.mainModule !== undefined
      reception.onStartup(undefined, measureAgeMs(readLoopStartMs()))
    },
    onEvidence: (evidence, stretch) => {
      if (!isEntryLoaded && isUnseen(evidence, dispatch.state.atMs))
        return reception.onStartup(undefined, evidence.durationMs)
      reception.expect(evidence.id, stretch)
      dispatch.send(evidence)
    },
  }
}

// Before the watchdog is up there is no stack by which to tell the load of the entry from a block.
function isUnseen({ samples, endMs, thresholdMs }: Evidence, readyAtMs: number): boolean {
  return samples.length === 0 && endMs - readyAtMs < thresholdMs
}

function describeCapabilities(dispatch: Dispatch | undefined, probes: ThreadProbes | undefined): Capabilities {
  const stopped: Capability = { state: 'off', reason: 'stopped' }
  const { watchdog, interrupts } = dispatch?.state.capabilities ?? { watchdog: stopped, interrupts: stopped }
  const running: Capability = probes ? { state: 'on' } : stopped
  return {
    iterationClock: running,
    heartbeat: running,
    watchdog,
    interrupts,
    delay: running,
    ...(probes
      ? describeProbes(probes, interrupts)
      : { threadTime: stopped, safepoints: stopped, requests: stopped, callbacks: stopped, sampler: stopped }),
  }
}

// Safepoints look at a flag that only interrupts raise: alone they could not tell which native took long.
function describeProbes(probes: ThreadProbes, interrupts: Capability): ReturnType<ThreadProbes['readCapabilities']> {
  const capabilities = probes.readCapabilities()
  const { safepoints } = capabilities
  return { ...capabilities, safepoints: safepoints.state === 'on' ? interrupts : safepoints }
}

function describeOverhead(probes: ThreadProbes | undefined): Summary['overhead'] {
  const samplerMs = probes?.samplerMs
  const { sampleCount, captureMs } = probes?.capture.overhead ?? { sampleCount: 0, captureMs: 0 }
  return { sampleCount, captureMs, ...(samplerMs === undefined ? {} : { samplerMs }) }
}
