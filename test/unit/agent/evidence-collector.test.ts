import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { threadId } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { createAllowedWork } from '../../../src/agent/async/allowed-work.js'
import type { BusyInterval } from '../../../src/agent/clock/iteration-clock.js'
import { createEvidenceCollector } from '../../../src/agent/evidence-collector.js'
import { createIntervalTime } from '../../../src/agent/runtime/interval-time.js'
import { createCapture } from '../../../src/agent/stacks/capture.js'
import type { Evidence, GcTime, ProfileSample } from '../../../src/model/evidence.js'
import { createSharedMemory, IntField, readSlot } from '../../../src/protocol/shared-memory.js'
import { formatWallTime, nowMs } from '../../../src/system/clock.js'

describe('evidence', () => {
  test('says who was blocked, when, for how long, and what the system says of the thread', () => {
    const { collector, intervalTime, times, sent } = start()
    const startMs = nowMs()
    intervalTime.mark(startMs)
    Object.assign(times, { cpuMs: 95, waitMs: 3 })
    collector.take({ startMs, endMs: startMs + 100 })
    collector.deliver()
    expect(sent).toEqual([
      {
        id: `${process.pid}-${threadId}-0`,
        pid: process.pid,
        threadId,
        startedAt: expect.any(String),
        startMs,
        endMs: startMs + 100,
        durationMs: 100,
        phase: 'running',
        role: 'app',
        thresholdMs: 50,
        samples: [],
        ignoredSpans: [],
        threadTime: { cpuMs: 95, waitMs: 3 },
        cwd: process.cwd(),
      },
    ])
    expect(Date.parse(sent[0]?.startedAt ?? '') - Date.parse(formatWallTime(startMs))).toBeLessThan(2)
  })

  test('says when the app had taken no work yet', () => {
    const { collector, firstActivity, sent } = start()
    const interval = lastMs(100)
    for (const begunAtMs of [interval.endMs, interval.startMs]) {
      firstActivity.begunAtMs = begunAtMs
      collector.take(interval)
      collector.deliver()
    }
    expect(sent.map(({ beforeWork }) => beforeWork)).toEqual([true, undefined])
  })

  test('says in which phase and role the thread was when the interval was over, whatever comes next', () => {
    const { collector, life, sent } = start()
    Object.assign(life, { phase: 'startup', loading: true, role: 'pool' })
    collector.take(lastMs(100))
    Object.assign(life, { phase: 'ending', loading: undefined, role: 'app' })
    collector.deliver()
    expect(sent).toMatchObject([{ phase: 'startup', loading: true, role: 'pool' }])
  })

  test('has no thread time where the system does not tell', () => {
    const { collector, sent } = start()
    collector.take(lastMs(100))
    collector.deliver()
    expect(sent[0]).not.toHaveProperty('threadTime')
  })

  test('waits for the end of the next iteration, which knows what was delayed', async () => {
    const { collector, sent } = start()
    collector.take(lastMs(100))
    expect(sent).toEqual([])
    await nextTurn()
    await nextTurn()
    collector.rest()
    expect(sent).toMatchObject([{ durationMs: 100, delayedEvents: expect.any(Number) }])
    collector.rest()
    expect(sent).toHaveLength(1)
  })

  test('has the garbage collections that became known while it waited', () => {
    const { collector, collected, sent } = start()
    collector.take(lastMs(100))
    collected.push({ totalMs: 12, count: 1, pauses: [] })
    collector.rest()
    expect(sent).toMatchObject([{ gc: { totalMs: 12, count: 1 } }])
  })

  test('does not wait when the loop will not turn again', () => {
    const { collector, sent } = start()
    collector.take(lastMs(100))
    collector.deliver()
    expect(sent).toHaveLength(1)
    expect(sent[0]).not.toHaveProperty('delayedEvents')
  })

  test('of a block after a block does not hold the first one up, and has a number of its own', () => {
    const { collector, slot, sent } = start()
    collector.take(lastMs(100))
    collector.take(lastMs(60))
    expect(sent.map(({ durationMs }) => durationMs)).toEqual([100])
    collector.deliver()
    expect(sent.map(({ id }) => id.split('-').at(-1))).toEqual(['0', '1'])
    expect(slot.ints[IntField.blocks]).toBe(2)
  })

  test.each([false, true])(
    'asks for the originals of what only a profile saw, with a sample of other code: %s',
    hasSample => {
      const { collector, profile, sent, capture } = start()
      if (hasSample) capture.interrupt()
      const file = fileURLToPath(import.meta.url)
      const { prepareStackTrace } = Error
      const frame = { function: 'grind', typeName: null, file, line: 0, column: 0, functionLine: 3, functionColumn: 9 }
      const interval = lastMs(100)
      profile.push({ ...interval, gcMs: 0, stack: [frame] })
      collector.take(interval)
      Error.prepareStackTrace = () => `Error\n    at grind (${file}:13:5)`
      collector.deliver()
      Error.prepareStackTrace = prepareStackTrace
      const running = { file, line: 3, column: 9 }
      expect(sent[0]?.originals).toContainEqual({ running, original: { file, line: 13, column: 5 } })
    },
  )

  test('comes with the interval that it is about', () => {
    const { collector, intervals } = start()
    const interval = lastMs(100)
    collector.take(interval)
    collector.deliver()
    expect(intervals).toEqual([interval])
  })
})

describe('samples', () => {
  test('belong to the block in which they were taken', () => {
    const { collector, capture, sent } = start()
    const startMs = nowMs()
    capture.interrupt()
    const betweenMs = nowMs()
    capture.interrupt()
    collector.take({ startMs, endMs: betweenMs })
    collector.take({ startMs: betweenMs, endMs: nowMs() })
    collector.deliver()
    expect(sent.map(({ samples }) => samples.length)).toEqual([1, 1])
  })

  test('of an iteration without a block are forgotten', () => {
    const { collector, capture, sent } = start()
    const startMs = nowMs()
    capture.interrupt()
    collector.rest()
    expect(capture.samples).toEqual([])
    collector.take({ startMs, endMs: nowMs() })
    collector.deliver()
    expect(sent[0]?.samples).toEqual([])
  })

  test('that came too late for one block do not wait for a later one', () => {
    const { collector, capture, sent } = start()
    const startMs = nowMs()
    capture.interrupt()
    collector.take({ startMs: startMs - 100, endMs: startMs })
    collector.rest()
    collector.take({ startMs, endMs: nowMs() })
    collector.deliver()
    expect(sent.map(({ samples }) => samples.length)).toEqual([0, 0])
  })
})

test('who names requests hears of what had time to run, and of the end of quiet iterations', () => {
  const { collector, intervalTime, times, sent, learnt } = start()
  for (const waitMs of [30, 70]) {
    const startMs = nowMs()
    intervalTime.mark(startMs)
    times.waitMs += waitMs
    collector.take({ startMs, endMs: startMs + 100 })
  }
  collector.rest()
  expect(sent.map(({ threadTime }) => threadTime?.waitMs)).toEqual([30, 70])
  expect(learnt).toEqual([[], 'rest'])
})

test('ignored work is told with the block that it is in', () => {
  const { collector, allowedWork, sent } = start()
  const startMs = nowMs()
  allowedWork.run(() => {}, 'once')
  collector.take({ startMs, endMs: nowMs() })
  collector.take(lastMs(0))
  collector.deliver()
  expect(sent.map(({ ignoredSpans }) => ignoredSpans.map(({ reason }) => reason))).toEqual([['once'], []])
})

function start() {
  const slot = readSlot(createSharedMemory())
  const allowedWork = createAllowedWork()
  const capture = createCapture({
    slot,
    readContextSources: () => ({ own: [], users: [] }),
    readIgnoredReason: allowedWork.readReason,
    readNatives: () => [],
    readOwnFunctions: () => [],
  })
  const times = { cpuMs: 0, waitMs: 0 }
  const intervalTime = createIntervalTime({ read: () => ({ ...times }) })
  const collected: GcTime[] = []
  const sent: Evidence[] = []
  const intervals: BusyInterval[] = []
  const firstActivity = { begunAtMs: 0 }
  const profile: ProfileSample[] = []
  const learnt: unknown[] = []
  const life: Pick<Evidence, 'phase' | 'loading' | 'role'> = { phase: 'running', role: 'app' }
  const requests = {
    source: () => undefined,
    learn: (samples: unknown) => learnt.push(samples),
    rest: () => learnt.push('rest'),
    stop: () => {},
  }
  const collector = createEvidenceCollector({
    slot,
    capture,
    intervalTime,
    gcLog: { measure: () => collected.at(-1) },
    firstActivity,
    allowedWork,
    optional: { callbacks: undefined, requests },
    readThresholdMs: () => 50,
    readLife: () => ({ ...life }),
    readSourceMaps: () => true,
    readProfile: () => profile,
    onEvidence: (evidence, interval) => {
      sent.push(evidence)
      intervals.push(interval)
    },
  })
  return {
    slot,
    allowedWork,
    firstActivity,
    capture,
    times,
    intervalTime,
    collected,
    profile,
    collector,
    sent,
    intervals,
    learnt,
    life,
  }
}

/** An interval of that length that ends now. */
function lastMs(durationMs: number): BusyInterval {
  const endMs = nowMs()
  return { startMs: endMs - durationMs, endMs: endMs - durationMs + durationMs }
}
