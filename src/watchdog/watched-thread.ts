import type { FromWatchdog, ToWatchdog, WatchdogData } from '../protocol/channel.js'
import { createThreadChannel } from '../protocol/channel.js'
import type { Slot } from '../protocol/shared-memory.js'
import { IntField } from '../protocol/shared-memory.js'
import type { Sources } from '../sources/sources.js'
import { realTimers } from '../system/clock.js'
import { createThreadTime } from '../system/thread-time.js'
import { createBlockJudge } from './block-judge.js'
import { createCpuMeter } from './hang-timeout.js'
import type { HelperWaits } from './helper-waits.js'
import type { Interrupts } from './inspector/interrupts.js'
import type { ProcessStalls } from './process-stalls.js'
import { createStallDetector } from './stall-detector.js'

/** All that the watchdog does for one watched thread. */
export interface WatchedThread {
  readonly threadId: number
  /** `true` while the thread is not late, and nothing is awaited of it. */
  readonly isCalm: boolean
  /** Returns when to look again at the latest. */
  look(atMs: number): number
  /** Tells of the block that the thread is in the middle of, since it will be ended. */
  abandon(): void
  /** The thread does not need the watchdog any more. */
  close(): void
}

/** Options of {@link createWatchedThread}. */
export interface WatchedThreadOptions {
  data: WatchdogData
  slot: Slot
  threadId: number
  /** Absent where interrupts cannot work. */
  interrupts: Interrupts | undefined
  stalls: Pick<ProcessStalls, 'measure'>
  helperWaits: Pick<HelperWaits, 'measure'>
  sources: Sources
  /** Name of the thread, where the thread itself cannot tell. */
  readThreadName: () => string | undefined
  /** The thread exits and waits until this is done. */
  onFlush: () => void
}

/** Begins to look after a thread, and tells it so. */
export function createWatchedThread(options: WatchedThreadOptions): WatchedThread {
  const { data, slot, threadId, interrupts, onFlush } = options
  const tell = (message: FromWatchdog) => channel.post(message)
  const judge = createBlockJudge({ ...options, tell })
  const work = createCpuMeter({
    open: () => createThreadTime(Atomics.load(slot.ints, IntField.systemThreadId) || undefined),
  })
  const stallDetector = createStallDetector({
    slot,
    interrupts,
    timers: realTimers,
    isAlive: () => threadId === 0 || interrupts?.isAlive === true,
    work,
    onHang: judge.judgeHang,
    onTimeout: judge.judgeEndlessLoop,
    onLoss: judge.judgeLoss,
  })
  const channel = createThreadChannel<ToWatchdog, FromWatchdog>(threadId, message => {
    if (message.type === 'evidence') judge.judgeEvidence(message.evidence)
    else if (message.type === 'settings') judge.settings = message.settings
    else flush(message.number)
  })
  // Messages arrive in order: what was sent before is judged by now.
  const flush = (number: number) => {
    onFlush()
    Atomics.store(slot.ints, IntField.flushed, number)
    Atomics.notify(slot.ints, IntField.flushed)
  }
  tell({ type: 'ready', interrupts: data.interrupts })
  return {
    threadId,
    get isCalm() {
      return stallDetector.isCalm
    },
    look: stallDetector.look,
    abandon: stallDetector.end,
    close: () => {
      interrupts?.disconnect()
      work.stop()
      channel.close()
    },
  }
}
