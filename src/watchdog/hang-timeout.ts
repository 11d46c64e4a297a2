import type { Evidence } from '../model/evidence.js'
import type { FinalSnapshot } from '../protocol/interrupt.js'
import { FloatField, IntField, type Slot } from '../protocol/shared-memory.js'
import type { realTimers } from '../system/clock.js'
import type { ThreadTime } from '../system/thread-time.js'
import { askStuckThread } from './ask-stuck-thread.js'
import type { Interrupts } from './inspector/interrupts.js'

/** Tells when a thread has been at work for so long without a turn of its loop that it must be in an endless loop. */
export interface HangTimeout {
  /** `true` while the thread is asked for its final snapshot. */
  readonly isAsking: boolean
  /** The thread is late, since then. */
  look(atMs: number, sinceMs: number): void
  /** Its loop has turned. */
  end(): void
}

/** What is known of an endless loop. */
export interface EndlessLoop extends FinalSnapshot {
  startMs: number
  endMs: number
  /** Absent where the system does not tell the thread's own. */
  threadTime?: NonNullable<Evidence['threadTime']>
}

/** Options of {@link createHangTimeout}. */
export interface HangTimeoutOptions {
  slot: Slot
  /** Absent where interrupts cannot work. */
  interrupts: Interrupts | undefined
  timers: Pick<typeof realTimers, 'setTimeout'>
  /** Whether the thread is known to be there. */
  isAlive: () => boolean
  work: CpuMeter
  /** Ends the process; if it returns all the same, it is asked again after twice the time. */
  onTimeout: (loop: EndlessLoop) => void
  nowMs: () => number
}

/** Creates the timeout of one thread, which a slot of shared memory may turn off. */
export function createHangTimeout(options: HangTimeoutOptions): HangTimeout {
  const { slot, work } = options
  let attemptCount = 0
  let beganMs: number | undefined
  let isAsking = false

  const begin = (atMs: number) => {
    work.begin()
    beganMs = atMs
  }
  const end = () => {
    beganMs = undefined
    attemptCount = 0
  }
  const attempt = (loop: { startMs: number; endMs: number }, done: Work) => {
    isAsking = true
    attemptCount += 1
    const beats = readBeats(slot)
    const { interrupts, timers, onTimeout } = options
    const ask = interrupts?.isConnected ? interrupts.readFinalSnapshot : undefined
    askStuckThread(ask, { timers, limitMs: ANSWER_LIMIT_MS }, words => {
      isAsking = false
      if (readBeats(slot) !== beats || isIgnoring(slot) || !isItsOwn(done, words)) return
      onTimeout({ samples: [], ...words, ...loop, ...describeWork(done, { ...loop, beganMs }) })
    })
  }
  const readLimitMs = () => (slot.floats[FloatField.hangTimeoutMs] ?? 0) * 2 ** attemptCount
  // The app may be being loaded: nobody looks at it for a while.
  if (readLimitMs() > 0) begin(options.nowMs())
  return {
    get isAsking() {
      return isAsking
    },
    look: (atMs, sinceMs) => {
      const limitMs = readLimitMs()
      if (limitMs === 0 || isAsking) return
      // Its time begins anew when that is over.
      if (isIgnoring(slot)) return end()
      if (beganMs === undefined) begin(atMs)
      if (atMs - sinceMs < limitMs || !options.isAlive()) return
      const done = work.measure()
      if (done && done.cpuMs >= limitMs) attempt({ startMs: sinceMs, endMs: atMs }, done)
    },
    end,
  }
}

/** The last chance to learn where it is: on a busy machine an answer takes its time. */
const ANSWER_LIMIT_MS = 2000

function readBeats({ ints }: Slot): number {
  return Atomics.load(ints, IntField.beats)
}

function isIgnoring({ ints }: Slot): boolean {
  return Atomics.load(ints, IntField.isIgnoring) === 1
}

// Of the process as a whole another thread may have used the CPU, while this one waits in a call: then it does not answer.
function isItsOwn({ waitMs }: Work, words: FinalSnapshot | undefined): boolean {
  return waitMs !== undefined || words !== undefined
}

// It was at work when it was first looked at, too.
function describeWork(
  { cpuMs, waitMs }: Work,
  { startMs, endMs, beganMs = startMs }: { startMs: number; endMs: number; beganMs: number | undefined },
): Pick<EndlessLoop, 'threadTime'> {
  if (waitMs === undefined) return {}
  const workMs = cpuMs + Math.max(0, beganMs - startMs)
  return { threadTime: { cpuMs: Math.min(workMs, endMs - startMs - waitMs), waitMs } }
}

/** Measures how long a thread that is stuck has been at work: waiting, sleeping in a call or being stopped is none. */
export interface CpuMeter {
  /** The interval begins. */
  begin(): void
  /** Since then; `undefined` when nothing was begun. */
  measure(): Work | undefined
  stop(): void
}

/** Time since the beginning of an interval. */
interface Work {
  /** CPU time, in ms. */
  cpuMs: number
  /** Time without a core, in ms; absent where only the CPU time of the whole process is known. */
  waitMs?: number
}

/** Options of {@link createCpuMeter}; the last one is for tests. */
export interface CpuMeterOptions {
  /** Opens the thread's own times. They say how long it waited for a core, or are not those of that thread. */
  open: () => Pick<ThreadTime, 'read' | 'stop'>
  /** CPU time of the whole process, in ms, for where the system does not tell that of a thread. */
  readProcessCpuMs?: () => number
}

/** Creates the measure of one thread; the system is asked from the first interval on. */
export function createCpuMeter({ open, readProcessCpuMs = readCpuMs }: CpuMeterOptions): CpuMeter {
  let threadTime: ReturnType<typeof open> | undefined
  let before: Work | undefined
  const read = (): Work => {
    threadTime ??= open()
    const times = threadTime.read()
    return times?.waitMs === undefined ? { cpuMs: readProcessCpuMs() } : times
  }
  return {
    begin: () => {
      before = read()
    },
    measure: () => {
      if (before === undefined) return undefined
      const now = read()
      // The thread has ended: nothing is known of it any more.
      if ((now.waitMs === undefined) !== (before.waitMs === undefined)) return { cpuMs: 0 }
      const cpuMs = now.cpuMs - before.cpuMs
      return now.waitMs === undefined ? { cpuMs } : { cpuMs, waitMs: now.waitMs - (before.waitMs ?? 0) }
    },
    stop: () => threadTime?.stop(),
  }
}

function readCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e3
}
