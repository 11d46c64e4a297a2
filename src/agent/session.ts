import { isMainThread } from 'node:worker_threads'
import type { Block } from '../model/block.js'
import type { Evidence } from '../model/evidence.js'
import type { MomentName } from '../model/phase.js'
import type { Capabilities, Capability, Summary } from '../model/report.js'
import { IntField, type Slot } from '../protocol/shared-memory.js'
import { readLoopStartMs, realTimers } from '../system/clock.js'
import { limitCapabilities, ownRuntime } from '../system/runtime.js'
import type { AllowedWork } from './async/allowed-work.js'
import type { BusyInterval } from './clock/iteration-clock.js'
import type { LifeFacts } from './evidence-collector.js'
import { createInstruments, type Instruments, type InstrumentsOptions } from './instruments.js'
import type { Lifecycle } from './life/lifecycle.js'
import { createStartupBuffer, type StartupBuffer } from './life/startup-buffer.js'
import { createWatchdogConnection, type WatchdogConnection } from './link/connection.js'
import type { EvidenceQueue } from './link/evidence-queue.js'
import { markRelay } from './link/slot.js'
import { findContextSources, readInstrumentSettings, readLifeSettings, wantSourceMaps } from './merged-settings.js'
import type { Subscriber } from './registry.js'
import { createAtomicsWait } from './runtime/atomics-wait.js'
import { createSampleExport, type SampleExport } from './sample-export.js'

/** All that runs while somebody watches this thread: its instruments, and the connection to the watchdog. */
export interface Session extends SampleExport {
  interrupt(): void
  /** Ends the interval that is running: what follows is one of its own. */
  cut(): void
  /** Leaves out of the turn that is running what loophound itself has taken of it, in ms. */
  excuse(durationMs: number): void
  /** Applies what the subscribers want now: starts with the first, stops with the last. */
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

/** Creates the watch of the calling thread for whoever is in `subscribers`; nothing runs before `configure`. */
export function createSession(
  subscribers: ReadonlySet<Subscriber>,
  allowedWork: AllowedWork,
  lifecycle: Lifecycle,
): Session {
  const reception = createReception(subscribers)
  const connection = createWatchdogConnection(subscribers, allowedWork, reception)
  const running: Running = { isLast: false }
  const startupBuffer = createStartupBuffer({
    subscribers,
    lifecycle,
    onTake: reception.expect,
    send: evidence => sendEvidence(evidence, running),
  })
  const start = () => startThread(running, { subscribers, allowedWork, lifecycle, connection, startupBuffer })
  const stop = () => {
    running.instruments?.stop()
    delete running.instruments
    const endLine = () => {
      delete running.queue
      connection.close()
    }
    running.endTimer = realTimers.setTimeout(endLine, LINGER_MS).unref()
  }
  return {
    interrupt: () => running.instruments?.capture.interrupt(),
    cut: () => running.instruments?.cut(),
    excuse: durationMs => running.instruments?.excuse(durationMs),
    ...createSampleExport(subscribers, () => running.instruments?.capture.samples ?? []),
    configure: () => {
      if (subscribers.size === 0) return stop()
      if (running.instruments) running.instruments.configure(readInstrumentSettings(subscribers))
      else start()
      connection.configure()
    },
    readReady: async () => running.queue?.state.promise,
    readCapabilities: () => limitCapabilities(describeCapabilities(running.queue, running.instruments), ownRuntime),
    readOverhead: () => describeOverhead(running.instruments),
    flush: async () => {
      startupBuffer.release('running')
      await running.queue?.flush()
    },
    ...createExit(running, connection, startupBuffer),
    markRelay,
  }
}

function createExit(
  running: Running,
  connection: WatchdogConnection,
  startupBuffer: StartupBuffer,
): Pick<Session, 'finish' | 'restart' | 'finishLast'> {
  return {
    finish: () => {
      connection.beginExit()
      running.instruments?.finish()
      startupBuffer.release('running')
      connection.finishExit()
    },
    restart: () => running.instruments?.restart(),
    finishLast: () => {
      running.isLast = true
      running.instruments?.finish()
    },
  }
}

/** What runs between the first watch of a thread and the last. */
interface Running {
  instruments?: Instruments
  queue?: EvidenceQueue
  endTimer?: NodeJS.Timeout
  /** `true` when the thread has told all, and its slot is given back. */
  isLast: boolean
}

/** The parts that a thread's watch is made of. */
interface Parts {
  subscribers: ReadonlySet<Subscriber>
  allowedWork: AllowedWork
  lifecycle: Lifecycle
  connection: WatchdogConnection
  startupBuffer: StartupBuffer
}

function startThread(
  running: Running,
  { subscribers, allowedWork, lifecycle, connection, startupBuffer }: Parts,
): void {
  realTimers.clearTimeout(running.endTimer)
  const { slot, queue } = connection.open()
  running.queue = queue
  const onEvidence = (evidence: Evidence, interval: BusyInterval) => {
    startupBuffer.take(markUnseenLoad(evidence, lifecycle, queue.state.atMs), interval)
  }
  running.instruments = startInstruments(
    { slot, allowedWork, ...createInstrumentSources(subscribers, lifecycle), onEvidence },
    queue,
  )
  const onMoment = (name: MomentName, atMs: number) => {
    if (name !== 'serving' && name !== 'tests') running.instruments?.cut()
    startupBuffer.onMoment(name)
    for (const subscriber of subscribers) subscriber.onMoment(name, atMs)
  }
  lifecycle.start({ onMoment, onLoopEnd: () => running.instruments?.endLoop(), ...readLifeSettings(subscribers) })
}

// The slot is given back in the end, and numbers begin anew.
function sendEvidence(evidence: Evidence, { isLast, queue }: Running): void {
  if (isLast) queue?.sendLast({ ...evidence, id: `${evidence.id}-last` })
  else queue?.send(evidence)
}

/** What the instruments ask of the subscribers and of the thread's life. */
function createInstrumentSources(
  subscribers: ReadonlySet<Subscriber>,
  lifecycle: Lifecycle,
): Omit<InstrumentsOptions, 'slot' | 'allowedWork' | 'onEvidence'> {
  return {
    settings: readInstrumentSettings(subscribers),
    readSourceMaps: () => wantSourceMaps(subscribers),
    readContextSources: () => findContextSources(subscribers),
    readLife: sinceMs => readLife(lifecycle, subscribers, sinceMs),
    onLoopStart: lifecycle.noteLoopStart,
    onInterval: interval => {
      for (const subscriber of subscribers) subscriber.onInterval(interval)
    },
  }
}

function readLife(lifecycle: Lifecycle, subscribers: ReadonlySet<Subscriber>, sinceMs: number): LifeFacts {
  // What is asserted is work of the app's, in the top level of an entry and in a process of a test runner, too.
  if ([...subscribers].some(({ isAsserting }) => isAsserting)) return { phase: 'running', role: 'app' }
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

function startInstruments(options: InstrumentsOptions, queue: Pick<EvidenceQueue, 'poll'>): Instruments {
  const instruments = createInstruments(options)
  return isMainThread ? instruments : observeWaiting(instruments, options.slot, queue)
}

// A worker thread that waits for work is idle, not blocked.
function observeWaiting(instruments: Instruments, { ints }: Slot, queue: Pick<EvidenceQueue, 'poll'>): Instruments {
  const threadWait = createAtomicsWait({
    onWait: () => {
      instruments.finish()
      // Its loop may not turn again before the thread is terminated.
      queue.poll()
      Atomics.store(ints, IntField.isWaiting, 1)
    },
    onWake: () => {
      instruments.resume()
      Atomics.store(ints, IntField.isWaiting, 0)
    },
  })
  const stopInstruments = instruments.stop
  const stop = () => {
    threadWait.stop()
    stopInstruments()
  }
  return Object.assign(instruments, { stop })
}

/** Hands blocks to the subscribers, with the interval of time that each was. */
interface Reception {
  expect(evidence: Evidence, interval: BusyInterval): void
  onBlock(block: Block): void
  /** What was expected was the app's entry being loaded, and nobody is told of it. */
  onStartup(id: string): void
}

function createReception(subscribers: ReadonlySet<Subscriber>): Reception {
  const expected = new Map<string, { interval: BusyInterval; isLoading: boolean }>()
  return {
    expect: ({ id, loading = false }, interval) => expected.set(id, { interval, isLoading: loading }),
    onBlock: block => {
      const found = expected.get(block.id)
      expected.delete(block.id)
      if (!found) return
      // How the app was loaded is for the report of a run.
      const listeners = [...subscribers].filter(({ runFile }) => runFile !== undefined || !found.isLoading)
      for (const subscriber of listeners) subscriber.onBlock(block, found.interval)
    },
    onStartup: id => expected.delete(id),
  }
}

function describeCapabilities(queue: EvidenceQueue | undefined, instruments: Instruments | undefined): Capabilities {
  const stopped: Capability = { state: 'off', reason: 'stopped' }
  const { watchdog, interrupts } = queue?.state.capabilities ?? { watchdog: stopped, interrupts: stopped }
  const running: Capability = instruments ? { state: 'on' } : stopped
  return {
    iterationClock: running,
    heartbeat: running,
    watchdog,
    interrupts,
    delay: running,
    ...(instruments
      ? describeInstruments(instruments, interrupts)
      : { threadTime: stopped, safepoints: stopped, requests: stopped, callbacks: stopped, sampler: stopped }),
  }
}

// Safepoints look at a flag that only interrupts raise: alone they could not tell which native took long.
function describeInstruments(
  instruments: Instruments,
  interrupts: Capability,
): ReturnType<Instruments['readCapabilities']> {
  const capabilities = instruments.readCapabilities()
  const { safepoints } = capabilities
  return { ...capabilities, safepoints: safepoints.state === 'on' ? interrupts : safepoints }
}

function describeOverhead(instruments: Instruments | undefined): Summary['overhead'] {
  const samplerMs = instruments?.samplerMs
  const { sampleCount, captureMs } = instruments?.capture.overhead ?? { sampleCount: 0, captureMs: 0 }
  return { sampleCount, captureMs, ...(samplerMs === undefined ? {} : { samplerMs }) }
}
