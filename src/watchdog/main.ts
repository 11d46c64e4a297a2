import { workerData } from 'node:worker_threads'
import type { WatchdogData } from '../protocol/channel.js'
import { HeaderField, readHeader, readOwner, readSlots, type Slot, WatchdogState } from '../protocol/shared-memory.js'
import { noteLastStall } from '../protocol/stalls.js'
import { createSources } from '../sources/sources.js'
import { realTimers } from '../system/clock.js'
import { createHelperWaits } from './helper-waits.js'
import { createInterrupts } from './inspector/interrupts.js'
import { createMainSession } from './inspector/session.js'
import { createWorkerInterrupts, createWorkerRelay } from './inspector/worker-interrupts.js'
import { createProcessStalls } from './process-stalls.js'
import { createAtomicsSleep, createScheduler } from './scheduler.js'
import { createWatchedThread } from './watched-thread.js'
import { createWatchedThreads } from './watched-threads.js'

// The watchdog thread: looks out for late loops, interrupts them, judges the evidence, writes and prints. Bundled into one script and
// started with `eval: true`, so that it works from any bundle.
// A warning of Node's about this thread would be written to a stream that nobody reads, and on Node 24 keep the process alive.
process.removeAllListeners('warning')
/** While connected: how long the main thread may have to wait at exit until it is let go. */
const CONNECTED_LOOK_MS = 5
const data: WatchdogData = workerData
const header = readHeader(data.memory)
const slots = readSlots(data.memory)
const stalls = createProcessStalls({ onStall: stall => noteLastStall(data.memory, stall) })
const helperWaits = createHelperWaits()
const sources = createSources()
const mainSession = createMainSession({ header, onDisconnect: () => relay.reset() })
const relay = createWorkerRelay({ mainSession, onGone: threadId => watchedThreads.dismiss(threadId) })
const atomicsSleep = createAtomicsSleep(header)
const watchedThreads = createWatchedThreads({ slots, readCallCount: atomicsSleep.readCallCount, createPost })
const currentStalls = {
  measure: (startMs: number, endMs: number) => {
    scheduler.tellSleep()
    return stalls.measure(startMs, endMs)
  },
}
// Answers to an interrupt, and timers, come only while the loop turns.
const isCalm = () => !mainSession.isConnected && watchedThreads.isCalm
const scheduler = createScheduler({ look, isCalm, atomicsSleep, timers: realTimers, onTurn: stalls.record })
scheduler.start()

function createPost(slot: Slot, threadId: number) {
  const interrupts = data.interrupts.state === 'on' ? createInterruptsFor(slot, threadId) : undefined
  const readThreadName = () => relay.readName(threadId)
  return createWatchedThread({
    data,
    slot,
    threadId,
    interrupts,
    stalls: currentStalls,
    helperWaits,
    sources,
    readThreadName,
    onFlush: letGo,
  })
}

function createInterruptsFor(slot: Slot, threadId: number) {
  if (threadId === 0) return createInterrupts(slot, mainSession)
  return createWorkerInterrupts({ slot, threadId, relay, memoryId: header[HeaderField.id] ?? 0 })
}

function look(atMs: number): number {
  letGo()
  // Not in mid-block: what helpers have waited since its start counts.
  if (isCalm()) helperWaits.rest(atMs)
  const untilMs = watchedThreads.look(atMs)
  if (watchedThreads.size === 0) endUnlessNeeded()
  return mainSession.isConnected ? Math.min(untilMs, atMs + CONNECTED_LOOK_MS) : untilMs
}

function letGo(): void {
  if (!mainSession.isCloseAsked) return
  // The main thread exits, and ends all others.
  watchedThreads.abandonWorkers()
  mainSession.close()
}

// Whoever takes a slot looks at this field afterwards: one of the two sees the other.
function endUnlessNeeded(): void {
  Atomics.store(header, HeaderField.watchdog, WatchdogState.none)
  if (slots.every(slot => readOwner(slot) === undefined)) scheduler.stop()
  else Atomics.store(header, HeaderField.watchdog, WatchdogState.alive)
}
