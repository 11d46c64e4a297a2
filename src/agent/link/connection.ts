import { threadId } from 'node:worker_threads'
import { FloatField, IntField, releaseSlot, type Slot } from '../../protocol/shared-memory.js'
import { readThreadId } from '../../system/thread-time.js'
import type { IgnoredWork } from '../async/allowed-work.js'
import { readRunFile, readWatchdogSettings } from '../merged-settings.js'
import type { Member } from '../registry.js'
import { createDispatch, type Dispatch, type DispatchOptions } from './evidence-queue.js'
import { followChildThreads, takePlace } from './slot.js'
import { createOwnWatchdog, type OwnWatchdog } from './spawn.js'

/** This thread's line to the watchdog, from the first watch to a while after the last. */
export interface ThreadLine {
  /** Takes a slot, unless it has one, and starts the watchdog if that is this thread's part. */
  open(): { slot: Slot; dispatch: Dispatch }
  /** Tells the watchdog what the members want now. */
  configure(): void
  /** Gives the slot back. */
  close(): void
  /** The thread begins to exit: what it does from now on is not looked into. */
  beginExit(): void
  /** Waits at exit, for a short time, until all blocks are told and the watchdog has let go of this thread. */
  finishExit(): void
}

/** Creates the line of the calling thread; nothing runs before `open`. */
export function createThreadLine(
  members: ReadonlySet<Member>,
  ignoredWork: Pick<IgnoredWork, 'listen'>,
  reception: Reception,
): ThreadLine {
  const ownWatchdog = createOwnWatchdog(() => readRunFile(members))
  let opened: OpenLine | undefined
  const release = () => {
    ignoredWork.listen(undefined)
    if (opened) releaseSlot(opened.slot, threadId)
  }
  return {
    open: () => {
      if (opened) return opened
      opened = openLine(members, ownWatchdog, reception)
      const { ints } = opened.slot
      ignoredWork.listen(isInside => Atomics.store(ints, IntField.isIgnoring, Number(isInside)))
      return opened
    },
    configure: () => {
      if (!opened) return
      noteSettings(opened.slot, members)
      opened.dispatch.configure(readWatchdogSettings(members))
    },
    close: () => {
      opened?.dispatch.stop()
      opened?.unfollow()
      release()
      opened = undefined
      ownWatchdog.release()
    },
    beginExit: () => {
      if (opened) opened.slot.floats[FloatField.thresholdMs] = 0
      ownWatchdog.beginExit()
    },
    finishExit: () => {
      opened?.dispatch.flushAtExit()
      ownWatchdog.finishExit()
      release()
    },
  }
}

/** What hears of this thread's blocks. */
type Reception = Pick<DispatchOptions, 'onBlock' | 'onStartup'>

interface OpenLine {
  slot: Slot
  dispatch: Dispatch
  unfollow(): void
}

function openLine(members: ReadonlySet<Member>, ownWatchdog: OwnWatchdog, reception: Reception): OpenLine {
  const place = takePlace()
  noteSettings(place.slot, members)
  const settings = readWatchdogSettings(members)
  const runFile = readRunFile(members)
  const startThread = () => ownWatchdog.start(place.memory)
  const { onBlock, onStartup } = reception
  return {
    slot: place.slot,
    unfollow: followChildThreads(place.memory),
    dispatch: createDispatch({ place, startThread, settings, runFile, onBlock, onStartup }),
  }
}

// The watchdog needs them before the loop of this thread has turned.
function noteSettings({ ints, floats }: Slot, members: ReadonlySet<Member>): void {
  const all = [...members]
  const timeoutsMs = all.map(({ hangTimeoutMs }) => hangTimeoutMs).filter(timeoutMs => timeoutMs > 0)
  floats[FloatField.hangAfterMs] = Math.min(...all.map(({ hangAfterMs }) => hangAfterMs))
  floats[FloatField.hangTimeoutMs] = timeoutsMs.length > 0 ? Math.min(...timeoutsMs) : 0
  if (ints[IntField.systemThreadId] === 0) ints[IntField.systemThreadId] = readThreadId() ?? 0
  Atomics.store(ints, IntField.isInRun, readRunFile(members) === undefined ? 0 : 1)
}
