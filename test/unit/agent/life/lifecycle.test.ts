import { describe, expect, test } from 'vitest'
import type { EntryOptions } from '../../../../src/agent/life/entry-evaluation.js'
import { createLifecycle, type LifecycleOptions } from '../../../../src/agent/life/lifecycle.js'
import type { MomentName } from '../../../../src/model/phase.js'
import { createFakeClock } from '../../watchdog/fake-clock.js'

describe('the phase of a thread that is watched from its start', () => {
  test('is start-up until the entry is evaluated', () => {
    const { life, entry } = start()
    expect([life.readPhase(), life.isLoading, life.findReadyAtMs()]).toEqual(['startup', true, undefined])
    entry().onEvaluated()
    expect([life.readPhase(), life.isLoading, life.findReadyAtMs()]).toEqual(['running', false, 1000])
  })

  test.each(['listening', 'ready', 'testing'] as const)('is running from %s on, evaluated or not', name => {
    const { life, clock } = start()
    clock.advance(200)
    life.note(name)
    expect(life.readPhase()).toBe('running')
    clock.advance(100)
    expect(life.findReadyAtMs()).toBe(1200)
  })

  test('has its end of start-up at the first listen, although the entry was evaluated before', () => {
    const { life, clock, entry, listen } = start()
    entry().onEvaluated()
    clock.advance(300)
    listen()
    life.note('ready')
    clock.advance(300)
    expect(life.findReadyAtMs()).toBe(1300)
  })

  test('is running when the limit is over, and start-up took that long', () => {
    const { life, clock } = start({ startupLimitMs: 5000 })
    clock.advance(5000 - AGE_MS - 1)
    expect(life.readPhase()).toBe('startup')
    clock.advance(1)
    expect(life.readPhase()).toBe('running')
    expect(life.findReadyAtMs()).toBe(life.bornAtMs + 5000)
    life.note('listening')
    expect(life.findReadyAtMs()).toBe(life.bornAtMs + 5000)
  })

  test('has a limit of 30 seconds unless told otherwise', () => {
    const { life, clock } = start()
    clock.advance(29_000)
    expect(life.readPhase()).toBe('startup')
    clock.advance(1000)
    expect(life.readPhase()).toBe('running')
  })

  test('is ending once the loop has run empty, of which the last turn is judged first', () => {
    const { life, entry, log, runEmpty } = start()
    entry().onEvaluated()
    runEmpty()
    expect(life.readPhase()).toBe('ending')
    expect(log).toEqual(['evaluated', 'loop end', 'ending'])
    runEmpty()
    expect(log).toEqual(['evaluated', 'loop end', 'ending', 'loop end'])
  })

  test('is ending when an exit was asked for while the entry was being loaded', () => {
    const { life } = start()
    life.note('ending')
    expect(life.readPhase()).toBe('ending')
  })

  test('is told anew before a moment counts: what was until then belongs to the phase before', () => {
    const phases: string[] = []
    const { life, entry } = start({ onMoment: () => phases.push(life.readPhase()) })
    entry().onEvaluated()
    life.note('ending')
    expect(phases).toEqual(['startup', 'running'])
  })
})

describe('an entry that cannot be followed', () => {
  test('is taken for evaluated when the loop turns', () => {
    const { life, entry, log } = start()
    entry().onUnknown()
    expect([life.readPhase(), life.isLoading, life.isEntryUnknown]).toEqual(['running', false, true])
    life.noteLoopStart()
    expect(log).toEqual(['evaluated'])
  })

  test('is no reason to end the start-up of one that can', () => {
    const { life, log } = start()
    life.noteLoopStart()
    expect([life.readPhase(), life.isEntryUnknown]).toEqual(['startup', false])
    expect(log).toEqual([])
  })
})

describe('a thread that is watched since its loop turned', () => {
  test('is running, and nobody follows its entry or its tests', () => {
    const { life, entry, follows } = start({ importModule }, { loopStartMs: 900 })
    expect([life.readPhase(), life.isFromStart, life.findReadyAtMs()]).toEqual(['running', false, undefined])
    expect(entry).toThrow()
    expect(follows).toEqual(['listen', 'beforeExit'])
    life.noteLoopStart()
    expect(life.moments.size).toBe(0)
  })

  test('hears of its first server and its end all the same', () => {
    const { log, listen, runEmpty } = start({}, { loopStartMs: 900 })
    listen()
    runEmpty()
    expect(log).toEqual(['listening', 'loop end', 'ending'])
  })
})

describe('a moment', () => {
  test('counts once, when it first came', () => {
    const { life, clock, log } = start()
    life.note('listening')
    clock.advance(50)
    life.note('listening')
    expect([...life.moments]).toEqual([['listening', 1000]])
    expect(log).toEqual(['listening'])
  })

  test('that nobody watches is none', () => {
    const life = createLifecycle(createProbes().signals)
    life.note('listening')
    expect(life.moments.size).toBe(0)
    expect(life.readPhase()).toBe('running')
  })

  test('is told to whoever started first, and to nobody twice', () => {
    const { life, log, follows } = start()
    const before = [...follows]
    life.start({ onMoment: () => log.push('second'), onLoopEnd: () => {} })
    life.note('listening')
    expect(log).toEqual(['listening'])
    expect(follows).toEqual(before)
  })
})

describe('the first test', () => {
  test('is followed under `loophound run` only, and no longer than the runner may be loaded', () => {
    expect(start().follows).not.toContain('test')
    const { entry, log, follows, beginTest } = start({ importModule })
    expect(follows).toContain('test')
    beginTest()
    entry().onEvaluated()
    expect(log).toEqual(['testing', 'evaluated'])
    expect(follows.at(-1)).toBe('no test unless loaded')
  })
})

describe('the role', () => {
  test('is that of the app in a thread that serves nobody', () => {
    expect(start().life.readRole()).toBe('app')
  })

  test('is that of a pool in one that serves messages, which is told once', () => {
    const { life, log } = start({}, { isServing: true })
    expect([life.readRole(), life.readRole()]).toEqual(['pool', 'pool'])
    expect(log).toEqual(['serving'])
  })

  test('is known as soon as the entry is evaluated, in a worker that may be terminated in its first task', () => {
    const { entry, log } = start({}, { isServing: true })
    entry().onEvaluated()
    expect(log).toEqual(['evaluated', 'serving'])
  })

  test('is that of the app in one that runs tests, which began with the block at whose end that was noticed', () => {
    const { life, log } = start({}, { isServing: true, isTestThread: true })
    expect(life.readRole(900)).toBe('app')
    expect(life.moments.get('tests')).toBe(900)
    expect(log).toEqual(['tests'])
  })

  test.each(['listening', 'testing'] as const)('is that of the app in one that serves messages and is %s', name => {
    const { life } = start({}, { isServing: true })
    life.note(name)
    expect(life.readRole()).toBe('app')
  })

  test('is that of hooks in the thread of the module hooks, though it serves messages', () => {
    expect(start({}, { isServing: true, isHooksThread: true }).life.readRole()).toBe('hooks')
  })
})

test('a thread was born as long ago as it is old', () => {
  expect(start().life.bornAtMs).toBe(1000 - AGE_MS)
})

const AGE_MS = 40
const importModule = async () => ({})

interface Surroundings {
  loopStartMs?: number
  isServing?: boolean
  isTestThread?: boolean
  isHooksThread?: boolean
}

/** A thread whose age is {@link AGE_MS} at 1000 ms. */
function createProbes({
  loopStartMs,
  isServing = false,
  isHooksThread = false,
  isTestThread = false,
}: Surroundings = {}) {
  const clock = createFakeClock()
  const follows: string[] = []
  const heard: { entry?: EntryOptions; listen?: () => void; test?: () => void; beforeExit?: () => void } = {}
  const signals = {
    nowMs: clock.nowMs,
    measureAgeMs: () => AGE_MS,
    readLoopStartMs: () => loopStartMs,
    followEntry: (entry: EntryOptions) => {
      follows.push('entry')
      heard.entry = entry
    },
    followFirstListen: (listen: () => void) => {
      follows.push('listen')
      heard.listen = listen
      return { stop: () => {} }
    },
    followFirstTest: (test: () => void) => {
      follows.push('test')
      heard.test = test
      return { stop: () => {}, stopUnlessLoaded: () => follows.push('no test unless loaded') }
    },
    isHooksThread: () => isHooksThread,
    isTestThread: () => isTestThread,
    isServing: () => isServing,
    onBeforeExit: (beforeExit: () => void) => {
      follows.push('beforeExit')
      heard.beforeExit = beforeExit
    },
  }
  return { clock, follows, heard, signals }
}

function start(options: Partial<LifecycleOptions> = {}, surroundings: Surroundings = {}) {
  const { clock, follows, heard, signals } = createProbes(surroundings)
  const log: string[] = []
  const life = createLifecycle(signals)
  life.start({
    onMoment: (name: MomentName) => log.push(name),
    onLoopEnd: () => log.push('loop end'),
    ...options,
  })
  const entry = () => {
    if (!heard.entry) throw new Error('nobody follows the entry')
    return heard.entry
  }
  return {
    ...{ life, clock, follows, log, entry },
    listen: () => heard.listen?.(),
    beginTest: () => heard.test?.(),
    runEmpty: () => heard.beforeExit?.(),
  }
}
