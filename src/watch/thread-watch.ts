import { isMainThread } from 'node:worker_threads'
import type { Block } from '../model/block.js'
import type { Capabilities, Capability } from '../model/capabilities.js'
import type { Evidence } from '../model/evidence.js'
import type { MomentName } from '../model/phase.js'
import { limitCapabilities } from '../model/runtime.js'
import { IntField, type Slot } from '../model/shared-memory.js'
import type { Summary } from '../model/summary.js'
import type { IgnoredWork } from '../probes/ignored.js'
import type { BusyStretch } from '../probes/iteration-clock.js'
import { ownRuntime } from '../probes/runtime.js'
import { createThreadWait } from '../probes/thread-wait.js'
import { realTimers } from '../probes/timers.js'
import { createCourier } from './courier.js'
import type { Dispatch } from './dispatch.js'
import type { Member } from './hub.js'
import type { Lifecycle } from './lifecycle.js'
import { findContextSources, readLifeSettings, readProbeSettings, wantSourceMaps } from './member-settings.js'
import { createTestimony, type Testimony } from './testimony.js'
import { createThreadLine } from './thread-line.js'
import { markRelay } from './thread-place.js'
import { createThreadProbes, type ThreadProbes, type ThreadProbesOptions } from './thread-probes.js'

/** All that runs while somebody watches this thread: its probes, and the line to the watchdog. */
export interface ThreadWatch extends Testimony {
  interrupt(): void
  /** Ends the stretch that is running: what follows is one of its own. */
  cut(): void
  /** Leaves out of the iteration that is running what loophound itself has taken of it. */
  excuse(durationMs: number): void
  /** Applies what the members want now: starts with the first, stops with the last. */
  configure(): void
  /** Settles when the watchdog is up, or known not to come up. */
  readReady(): Promise<void>
  readCapabilities(): Capabilities
  readOverhead(): Summary['overhead']
  flush(): Promise<void>
  /** Judges what still runs and tells all blocks, as the thread exits. */
  finish(): void
  /** Tells what the app did in its last moments, after that. */
  finishLast(): void
  /** Called by the watchdog right before this thread hands an interrupt on to a worker thread. */
  markRelay(memoryId: number, slotIndex: number): void
}

/** How long the watchdog stays after the last watch, for whoever watches next: tests come in rows, and a thread takes 40 ms to start. */
const LINGER_MS = 1000

/** Creates the watch of the calling thread for whoever is in `members`; nothing runs before `configure`. */
export function createThreadWatch(
  members: ReadonlySet<Member>,
  ignoredWork: IgnoredWork,
  lifecycle: Lifecycle,
): ThreadWatch {
  const reception = createReception(members)
  const line = createThreadLine(members, ignoredWork, reception)
  let probes: ThreadProbes | undefined
  let dispatch: Dispatch | undefined
  let endTimer: NodeJS.Timeout | undefined
  let isLast = false

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
      readLife: () => readLife(lifecycle, members),
      onLoopStart: lifecycle.noteLoopStart,
      onStretch: stretch => {
        for (const member of members) member.onStretch(stretch)
      },
      onEvidence: (evidence, stretch) => {
        const isUnseenLoad = lifecycle.isEntryUnknown && isUnseen(evidence, opened.dispatch.state.atMs)
        courier.take(isUnseenLoad ? { ...evidence, phase: 'startup', loading: true } : evidence, stretch)
      },
    })
    lifecycle.start({ onMoment, onLoopEnd: () => probes?.endLoop(), ...readLifeSettings(members) })
  }
  const courier = createCourier({
    members,
    lifecycle,
    onTake: reception.expect,
    // The slot is given back by then, and numbers begin anew.
    send: evidence =>
      isLast ? dispatch?.sendLast({ ...evidence, id: `${evidence.id}-last` }) : dispatch?.send(evidence),
  })
  const onMoment = (name: MomentName, atMs: number) => {
    if (name !== 'serving') probes?.cut()
    courier.onMoment(name)
    for (const member of members) member.onMoment(name, atMs)
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
    cut: () => probes?.cut(),
    excuse: durationMs => probes?.excuse(durationMs),
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
    flush: async () => {
      courier.release('running')
      await dispatch?.flush()
    },
    finish: () => {
      line.beginExit()
      probes?.finish()
      courier.release('running')
      line.finishExit()
      // What loophound itself took is none of the app's time.
      probes?.restart()
    },
    finishLast: () => {
      isLast = true
      probes?.finish()
    },
    markRelay,
  }
}

function readLife(lifecycle: Lifecycle, members: ReadonlySet<Member>): Pick<Evidence, 'phase' | 'loading' | 'role'> {
  const role = lifecycle.readRole()
  // What is asserted is work, in the top level of an entry, too.
  if ([...members].some(({ isAsserting }) => isAsserting)) return { phase: 'running', role }
  return { phase: lifecycle.readPhase(), role, ...(lifecycle.isLoading ? { loading: true } : {}) }
}

// Before the watchdog is up there is no stack by which to tell the load of an entry that cannot be followed from a block.
function isUnseen({ samples, endMs, thresholdMs }: Evidence, watchdogReadyAtMs: number): boolean {
  return samples.length === 0 && endMs - watchdogReadyAtMs < thresholdMs
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
  expect(evidence: Evidence, stretch: BusyStretch): void
  onBlock(block: Block): void
  /** What was expected was the app's entry being loaded, and nobody is told of it. */
  onStartup(id: string): void
}

function createReception(members: ReadonlySet<Member>): Reception {
  const expected = new Map<string, { stretch: BusyStretch; isLoading: boolean }>()
  return {
    expect: ({ id, loading = false }, stretch) => expected.set(id, { stretch, isLoading: loading }),
    onBlock: block => {
      const found = expected.get(block.id)
      expected.delete(block.id)
      if (!found) return
      // How the app was loaded is for the report of a run.
      const listeners = [...members].filter(({ runFile }) => runFile !== undefined || !found.isLoading)
      for (const member of listeners) member.onBlock(block, found.stretch)
    },
    onStartup: id => expected.delete(id),
  }
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
