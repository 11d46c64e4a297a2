import { describe, expect, test } from 'vitest'
import { createStartupBuffer, UNDECIDED_MS } from '../../../../src/agent/life/startup-buffer.js'
import type { Subscriber } from '../../../../src/agent/registry.js'
import type { Evidence } from '../../../../src/model/evidence.js'
import type { MomentName } from '../../../../src/model/phase.js'
import { createFakeClock } from '../../watchdog/fake-clock.js'
import { QUIET_SUBSCRIBER } from '../quiet-subscriber.js'

describe('what happened before a server listens', () => {
  test('is kept, and told as start-up when one does', () => {
    const { startupBuffer, take, note, sent } = start()
    take('a')
    take('b')
    expect(sent).toEqual([])
    note('listening')
    expect(sent).toEqual(['a startup', 'b startup'])
    startupBuffer.release('running')
    expect(sent).toHaveLength(2)
  })

  test('is start-up, too, when the app says that it is ready', () => {
    const { take, note, sent } = start()
    take('a')
    note('ready')
    expect(sent).toEqual(['a startup'])
  })

  test.each(['testing', 'ending'] as const)('was running when the thread is %s instead', name => {
    const { take, note, sent } = start()
    take('a')
    note(name)
    expect(sent).toEqual(['a running'])
  })

  test.each(['evaluated', 'serving'] as const)('is kept on when the thread is %s', name => {
    const { take, note, sent } = start()
    take('a')
    note(name)
    expect(sent).toEqual([])
  })

  test('was running when nothing listens within the first 3 seconds of the thread', () => {
    const { clock, take, note, sent } = start()
    clock.advance(1000)
    take('a')
    clock.advance(500)
    take('b')
    clock.advance(UNDECIDED_MS - 1501)
    expect(sent).toEqual([])
    clock.advance(1)
    expect(sent).toEqual(['a running', 'b running'])
    note('listening')
    expect(sent).toHaveLength(2)
  })

  test('is told as it is when somebody asks for all that there is', () => {
    const { startupBuffer, take, sent } = start()
    take('a')
    startupBuffer.release('running')
    expect(sent).toEqual(['a running'])
  })

  test('is kept anew after that, for no longer', () => {
    const { clock, startupBuffer, take, sent } = start()
    take('a')
    startupBuffer.release('running')
    clock.advance(1000)
    take('b')
    expect(sent).toEqual(['a running'])
    clock.advance(UNDECIDED_MS - 1000)
    expect(sent).toEqual(['a running', 'b running'])
  })
})

describe('evidence is sent at once', () => {
  test('when the first 3 seconds are over', () => {
    const { clock, take, sent } = start()
    clock.advance(UNDECIDED_MS)
    take('a')
    expect(sent).toEqual(['a running'])
  })

  test.each(['listening', 'ready', 'testing'] as const)('when the thread is %s already', name => {
    const { take, note, sent } = start()
    note(name)
    take('a')
    expect(sent).toEqual(['a running'])
  })

  test.each(['startup', 'ending'] as const)('of a phase that is known: %s', phase => {
    const { take, sent } = start()
    take('a', { phase })
    expect(sent).toEqual([`a ${phase}`])
  })

  test('in a thread that is watched since its loop turned: who listens later was running before', () => {
    const { take, sent } = start({ isFromStart: false })
    take('a')
    expect(sent).toEqual(['a running'])
  })

  test.each<[string, Partial<Subscriber>]>([
    ['under `loophound run`, where the report decides', { runFile: '/runs/1-0.ndjson' }],
    ['for whoever asserts something', { isAsserting: true }],
  ])('%s', (_, fields) => {
    const { subscribers, take, sent } = start()
    subscribers.add({ ...subscriber, ...fields })
    take('a')
    expect(sent).toEqual(['a running'])
  })
})

test('a block is expected before it is sent, also when it is kept', () => {
  const { take, note, log } = start()
  take('a')
  expect(log).toEqual(['expect a'])
  note('listening')
  take('b')
  expect(log).toEqual(['expect a', 'send a', 'expect b', 'send b'])
})

test('what is kept keeps no process alive', () => {
  const { take, timers } = start()
  take('a')
  take('b')
  expect(timers).toEqual(['unref'])
})

const subscriber: Subscriber = {
  ...QUIET_SUBSCRIBER,
  onBlock: () => {},
  onInterval: () => {},
  onMoment: () => {},
  onExit: () => {},
}
const interval = { startMs: 0, endMs: 100 }

/** A start-up buffer of a thread that begins now. */
function start({ isFromStart = true } = {}) {
  const clock = createFakeClock()
  const subscribers = new Set([subscriber])
  const moments = new Map<MomentName, number>()
  const log: string[] = []
  const sent: string[] = []
  const timers: string[] = []
  const startupBuffer = createStartupBuffer({
    subscribers,
    lifecycle: { moments, bornAtMs: clock.nowMs(), isFromStart },
    onTake: ({ id }) => log.push(`expect ${id}`),
    send: ({ id, phase }) => {
      log.push(`send ${id}`)
      sent.push(`${id} ${phase}`)
    },
    timers: {
      setTimeout: ((run: () => void, delayMs: number) => {
        clock.timers.setTimeout(run, delayMs)
        return { unref: () => timers.push('unref') }
      }) as unknown as typeof setTimeout,
    },
    readNowMs: clock.nowMs,
  })
  const take = (id: string, fields: Partial<Evidence> = {}) =>
    startupBuffer.take({ ...evidence, id, ...fields }, interval)
  const note = (name: MomentName) => {
    startupBuffer.onMoment(name)
    moments.set(name, clock.nowMs())
  }
  return { clock, startupBuffer, subscribers, take, note, log, sent, timers }
}

const evidence: Evidence = {
  id: '1-0-0',
  pid: 1,
  threadId: 0,
  startedAt: '2026-01-01T00:00:00.000Z',
  ...interval,
  durationMs: 100,
  phase: 'running',
  role: 'app',
  thresholdMs: 50,
  samples: [],
  ignoredSpans: [],
  cwd: '/app',
}
