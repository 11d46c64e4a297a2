import { threadId } from 'node:worker_threads'
import { FloatField, IntField, releaseSlot, type Slot } from '../../protocol/shared-memory.js'
import { readThreadId } from '../../system/thread-time.js'
import type { AllowedWork } from '../async/allowed-work.js'
import { readRunFile, readWatchdogSettings } from '../merged-settings.js'
import type { Subscriber } from '../registry.js'
import { createEvidenceQueue, type EvidenceQueue, type EvidenceQueueOptions } from './evidence-queue.js'
import { followChildThreads, takeSlot } from './slot.js'
import { createWatchdogHandle, type WatchdogHandle } from './spawn.js'

/** This thread's connection to the watchdog, from the first watch to a while after the last. */
export interface WatchdogConnection {
  /** Takes a slot, unless it has one, and starts the watchdog if that is this thread's part. */
  open(): { slot: Slot; queue: EvidenceQueue }
  /** Tells the watchdog what the subscribers want now. */
  configure(): void
  /** Gives the slot back. */
  close(): void
  /** The thread begins to exit: what it does from now on is not looked into. */
  beginExit(): void
  /** Waits at exit, for a short time, until all blocks are told and the watchdog has let go of this thread. */
  finishExit(): void
}

/** Creates the connection of the calling thread; nothing runs before `open`. */
export function createWatchdogConnection(
  subscribers: ReadonlySet<Subscriber>,
  allowedWork: Pick<AllowedWork, 'listen'>,
  reception: Reception,
): WatchdogConnection {
  const watchdogHandle = createWatchdogHandle(() => readRunFile(subscribers))
  let opened: OpenLine | undefined
  const release = () => {
    allowedWork.listen(undefined)
    if (opened) releaseSlot(opened.slot, threadId)
  }
  return {
    open: () => {
      if (opened) return opened
      opened = openLine(subscribers, watchdogHandle, reception)
      const { ints } = opened.slot
      allowedWork.listen(isInside => Atomics.store(ints, IntField.isIgnoring, Number(isInside)))
      return opened
    },
    configure: () => {
      if (!opened) return
      noteSettings(opened.slot, subscribers)
      opened.queue.configure(readWatchdogSettings(subscribers))
    },
    close: () => {
      opened?.queue.stop()
      opened?.unfollow()
      release()
      opened = undefined
      watchdogHandle.release()
    },
    beginExit: () => {
      if (opened) opened.slot.floats[FloatField.thresholdMs] = 0
      watchdogHandle.beginExit()
    },
    finishExit: () => {
      opened?.queue.flushAtExit()
      watchdogHandle.finishExit()
      release()
    },
  }
}

/** What hears of this thread's blocks. */
type Reception = Pick<EvidenceQueueOptions, 'onBlock' | 'onStartup'>

interface OpenLine {
  slot: Slot
  queue: EvidenceQueue
  unfollow(): void
}

function openLine(
  subscribers: ReadonlySet<Subscriber>,
  watchdogHandle: WatchdogHandle,
  reception: Reception,
): OpenLine {
  const place = takeSlot()
  noteSettings(place.slot, subscribers)
  const settings = readWatchdogSettings(subscribers)
  const runFile = readRunFile(subscribers)
  const startThread = () => watchdogHandle.start(place.memory)
  const { onBlock, onStartup } = reception
  return {
    slot: place.slot,
    unfollow: followChildThreads(place.memory),
    queue: createEvidenceQueue({ place, startThread, settings, runFile, onBlock, onStartup }),
  }
}

// The watchdog needs them before the loop of this thread has turned.
function noteSettings({ ints, floats }: Slot, subscribers: ReadonlySet<Subscriber>): void {
  const all = [...subscribers]
  const timeoutsMs = all.map(({ hangTimeoutMs }) => hangTimeoutMs).filter(timeoutMs => timeoutMs > 0)
  floats[FloatField.hangAfterMs] = Math.min(...all.map(({ hangAfterMs }) => hangAfterMs))
  floats[FloatField.hangTimeoutMs] = timeoutsMs.length > 0 ? Math.min(...timeoutsMs) : 0
  if (ints[IntField.systemThreadId] === 0) ints[IntField.systemThreadId] = readThreadId() ?? 0
  Atomics.store(ints, IntField.isInRun, readRunFile(subscribers) === undefined ? 0 : 1)
}
