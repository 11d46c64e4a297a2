import type { RawSample } from '../../../src/model/evidence.js'
import { createSharedMemory, FloatField, IntField, readSlot } from '../../../src/protocol/shared-memory.js'
import type { AtomicsSleep } from '../../../src/watchdog/scheduler.js'
import { createScheduler, type SchedulerOptions } from '../../../src/watchdog/scheduler.js'
import { createStallDetector, type Hang, type StallDetectorOptions } from '../../../src/watchdog/stall-detector.js'
import { createFakeClock } from './fake-clock.js'

const SLEEPLESS: AtomicsSleep = { readCallCount: () => 0, sleep: () => {} }
/** What the thread hands over when it is asked. */
export const SAMPLE: RawSample = { source: 'interrupt', atMs: 1, stack: [], asyncId: 1, resourceType: '', job: 0 }

/** Options of {@link startScheduler}. */
export interface StartOptions extends Partial<Pick<StallDetectorOptions, 'interrupts' | 'isAlive'>> {
  thresholdMs?: number
  hangAfterMs?: number
  beats?: number
}

/** A scheduler at one thread, on a clock that moves when told. Its loop has turned once, unless `beats` is 0. */
export function startScheduler({ thresholdMs = 50, hangAfterMs = 5000, beats = 1, ...options }: StartOptions = {}) {
  const clock = createFakeClock()
  const slot = readSlot(createSharedMemory())
  const turns: Parameters<SchedulerOptions['onTurn']>[0][] = []
  const hangs: Hang[] = []
  const losses: Hang[] = []
  const copies: RawSample[] = []
  const askedAtMs: number[] = []
  const interrupts = {
    answers: true,
    handsOver: true,
    isPending: false,
    isConnected: false,
    isAlive: true,
    copies,
    ask: () => {
      askedAtMs.push(clock.nowMs())
      interrupts.isConnected = true
      interrupts.isPending = !interrupts.answers
      slot.ints[IntField.late] = 1
      return true
    },
    readSamples: () => (interrupts.handsOver ? Promise.resolve([SAMPLE]) : new Promise<RawSample[]>(() => {})),
    readFinalSnapshot: async () => ({ samples: await interrupts.readSamples() }),
    disconnect: () => {
      interrupts.isConnected = false
    },
  }
  const setThreshold = (valueMs: number) => {
    slot.floats[FloatField.thresholdMs] = valueMs
  }
  const beat = () => {
    slot.floats[FloatField.beatAtMs] = clock.nowMs()
    Atomics.add(slot.ints, IntField.beats, 1)
  }
  setThreshold(thresholdMs)
  if (beats > 0) beat()
  slot.floats[FloatField.hangAfterMs] = hangAfterMs
  const stallDetector = createStallDetector({
    ...clock,
    slot,
    interrupts,
    isAlive: () => true,
    work: { begin: () => {}, measure: () => undefined, stop: () => {} },
    onTimeout: () => {},
    onHang: hang => hangs.push(hang),
    onLoss: loss => losses.push(loss),
    ...options,
  })
  const scheduler = createScheduler({
    ...clock,
    look: stallDetector.look,
    isCalm: () => false,
    atomicsSleep: SLEEPLESS,
    onTurn: turn => turns.push(turn),
  })
  scheduler.start()
  /** The loop turns now, and what comes takes `durationMs`. */
  const turnLoop = (durationMs: number) => {
    beat()
    clock.advance(durationMs)
  }
  return {
    clock,
    slot,
    turns,
    hangs,
    losses,
    copies,
    askedAtMs,
    interrupts,
    stallDetector,
    scheduler,
    setThreshold,
    turnLoop,
  }
}
