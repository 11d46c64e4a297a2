import { isMainThread } from 'node:worker_threads'
import type { Block } from '../model/block.js'
import type { Evidence } from '../model/evidence.js'
import type { MomentName } from '../model/phase.js'
import type { Capabilities, Capability, Summary } from '../model/report.js'
import { IntField, type Slot } from '../protocol/shared-memory.js'
import { readLoopStartMs, realTimers } from '../system/clock.js'
import { limitCapabilities, ownRuntime } from '../system/runtime.js'
import type { IgnoredWork } from './async/allowed-work.js'
import type { BusyStretch } from './clock/iteration-clock.js'
import type { LifeFacts } from './evidence-collector.js'
import { createThreadProbes, type ThreadProbes, type ThreadProbesOptions } from './instruments.js'
import type { Lifecycle } from './life/lifecycle.js'
import { type Courier, createCourier } from './life/startup-buffer.js'
import { createThreadLine, type ThreadLine } from './link/connection.js'
import type { Dispatch } from './link/evidence-queue.js'
import { markRelay } from './link/slot.js'
import { findContextSources, readLifeSettings, readProbeSettings, wantSourceMaps } from './merged-settings.js'
import type { Member } from './registry.js'
import { createThreadWait } from './runtime/atomics-wait.js'
import { createTestimony, type Testimony } from './sample-export.js'

/** All that runs while somebody watches this thread: its probes, and the line to the watchdog. */
export interface ThreadWatch extends Testimony {
  interrupt(): void
  /** Ends the stretch that is running: what follows is one of its own. */
  cut(): void
  /** Leaves out of the turn that is running what loophound itself has taken of it, in ms. */
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
  /** What was until now is none of the app's time. */
  restart(): void
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
  const running: Running = { isLast: false }
  const courier = createCourier({
    members,
    lifecycle,
    onTake: reception.expect,
    send: evidence => sendEvidence(evidence, running),
  })
  const start = () => startThread(running, { members, ignoredWork, lifecycle, line, courier })
  const stop = () => {
    running.probes?.stop()
    delete running.probes
    const endLine = () => {
      delete running.dispatch
      line.close()
    }
    running.endTimer = realTimers.setTimeout(endLine, LINGER_MS).unref()
  }
  return {
    interrupt: () => running.probes?.capture.interrupt(),
    cut: () => running.probes?.cut(),
    excuse: durationMs => running.probes?.excuse(durationMs),
    ...createTestimony(members, () => running.probes?.capture.samples ?? []),
    configure: () => {
      if (members.size === 0) return stop()
      if (running.probes) running.probes.configure(readProbeSettings(members))
      else start()
      line.configure()
    },
    readReady: async () => running.dispatch?.state.promise,
    readCapabilities: () => limitCapabilities(describeCapabilities(running.dispatch, running.probes), ownRuntime),
    readOverhead: () => describeOverhead(running.probes),
    flush: async () => {
      courier.release('running')
      await running.dispatch?.flush()
    },
    ...createExit(running, line, courier),
    markRelay,
  }
}

function createExit(
  running: Running,
  line: ThreadLine,
  courier: Courier,
): Pick<ThreadWatch, 'finish' | 'restart' | 'finishLast'> {
  return {
    finish: () => {
      line.beginExit()
      running.probes?.finish()
      courier.release('running')
      line.finishExit()
    },
    restart: () => running.probes?.restart(),
    finishLast: () => {
      running.isLast = true
      running.probes?.finish()
    },
  }
}

/** What runs between the first watch of a thread and the last. */
interface Running {
  probes?: ThreadProbes
  dispatch?: Dispatch
  endTimer?: NodeJS.Timeout
  /** `true` when the thread has told all, and its slot is given back. */
  isLast: boolean
}

/** The parts that a thread's watch is made of. */
interface Parts {
  members: ReadonlySet<Member>
  ignoredWork: IgnoredWork
  lifecycle: Lifecycle
  line: ThreadLine
  courier: Courier
}

function startThread(running: Running, { members, ignoredWork, lifecycle, line, courier }: Parts): void {
  realTimers.clearTimeout(running.endTimer)
  const { slot, dispatch } = line.open()
  running.dispatch = dispatch
  const onEvidence = (evidence: Evidence, stretch: BusyStretch) => {
    courier.take(markUnseenLoad(evidence, lifecycle, dispatch.state.atMs), stretch)
  }
  running.probes = startProbes({ slot, ignoredWork, ...createProbeSources(members, lifecycle), onEvidence }, dispatch)
  const onMoment = (name: MomentName, atMs: number) => {
    if (name !== 'serving' && name !== 'tests') running.probes?.cut()
    courier.onMoment(name)
    for (const member of members) member.onMoment(name, atMs)
  }
  lifecycle.start({ onMoment, onLoopEnd: () => running.probes?.endLoop(), ...readLifeSettings(members) })
}

// The slot is given back in the end, and numbers begin anew.
function sendEvidence(evidence: Evidence, { isLast, dispatch }: Running): void {
  if (isLast) dispatch?.sendLast({ ...evidence, id: `${evidence.id}-last` })
  else dispatch?.send(evidence)
}

/** What the probes ask of the members and of the thread's life. */
function createProbeSources(
  members: ReadonlySet<Member>,
  lifecycle: Lifecycle,
): Omit<ThreadProbesOptions, 'slot' | 'ignoredWork' | 'onEvidence'> {
  return {
    settings: readProbeSettings(members),
    readSourceMaps: () => wantSourceMaps(members),
    readContextSources: () => findContextSources(members),
    readLife: sinceMs => readLife(lifecycle, members, sinceMs),
    onLoopStart: lifecycle.noteLoopStart,
    onStretch: stretch => {
      for (const member of members) member.onStretch(stretch)
    },
  }
}

function readLife(lifecycle: Lifecycle, members: ReadonlySet<Member>, sinceMs: number): LifeFacts {
  // What is asserted is work of the app's, in the top level of an entry and in a process of a test runner, too.
  if ([...members].some(({ isAsserting }) => isAsserting)) return { phase: 'running', role: 'app' }
  const role = lifecycle.readRole(sinceMs)
  return {
    phase: lifecycle.readPhase(),
    role,
    // Later on the loader is on the stack, or the entry awaits something and works.
    ...(lifecycle.isLoading && readLoopStartMs() === undefined ? { loading: true } : {}),
    ...(lifecycle.moments.has('tests') ? { tests: true } : {}),
  }
}

// Before the watchdog is up there is no stack by which to tell the load of an entry from work of it.
function markUnseenLoad(
  evidence: Evidence,
  { isEntryUnknown, isLoading }: Lifecycle,
  watchdogReadyAtMs: number,
): Evidence {
  const { samples, endMs, thresholdMs } = evidence
  const isUnseen = samples.length === 0 && endMs - watchdogReadyAtMs < thresholdMs
  return (isEntryUnknown || isLoading) && isUnseen ? { ...evidence, phase: 'startup', loading: true } : evidence
}

function startProbes(options: ThreadProbesOptions, dispatch: Pick<Dispatch, 'poll'>): ThreadProbes {
  const probes = createThreadProbes(options)
  return isMainThread ? probes : observeWaiting(probes, options.slot, dispatch)
}

// A worker thread that waits for work is idle, not blocked.
function observeWaiting(probes: ThreadProbes, { ints }: Slot, dispatch: Pick<Dispatch, 'poll'>): ThreadProbes {
  const threadWait = createThreadWait({
    onWait: () => {
      probes.finish()
      // Its loop may not turn again before the thread is terminated.
      dispatch.poll()
      Atomics.store(ints, IntField.isWaiting, 1)
    },
    onWake: () => {
      probes.resume()
      Atomics.store(ints, IntField.isWaiting, 0)
    },
  })
  const stopProbes = probes.stop
  const stop = () => {
    threadWait.stop()
    stopProbes()
  }
  return Object.assign(probes, { stop })
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
