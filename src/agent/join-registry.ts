import { runInThisContext } from 'node:vm'
import { GLOBAL_KEY } from '../protocol/interrupt.js'
import { realTimers } from '../system/clock.js'
import { describeUnmeasured, ownRuntime, type Runtime } from '../system/runtime.js'
import { createIgnoredWork } from './async/allowed-work.js'
import { createLifecycle } from './life/lifecycle.js'
import type { Hub, Member } from './registry.js'
import { createThreadWatch } from './session.js'

/** The hub of the calling thread; made at the first call. */
export function joinHub(): Hub {
  const holder: typeof globalThis & { [KEY]?: Hub } = mainRealm
  holder[KEY] ??= openHub()
  return holder[KEY]
}

const KEY = Symbol.for(GLOBAL_KEY)

function openHub(): Hub {
  return ownRuntime.isMeasured ? createHub() : createIdleHub(ownRuntime)
}

function createHub(): Hub {
  const members = new Set<Member>()
  const ignoredWork = createIgnoredWork()
  const lifecycle = createLifecycle()
  const thread = createThreadWatch(members, ignoredWork, lifecycle)
  let isListening = false
  const finish = (exitCode: number) => {
    lifecycle.note('ending')
    thread.finish()
    for (const member of members) member.onExit(exitCode)
    // What loophound itself has taken is none of the app's time.
    thread.restart()
  }
  const listen = () => {
    // First, and for good: the watchdog outlives the last watch a little and may hold the thread when the process exits.
    process.prependOnceListener('exit', finish)
    followLastExit(thread.finishLast)
  }
  return {
    interrupt: thread.interrupt,
    markRelay: thread.markRelay,
    writeSamples: thread.writeSamples,
    writeLastWords: thread.writeLastWords,
    join: member => {
      members.add(member)
      if (!isListening) listen()
      if (!isListening) warnOfRuntime(ownRuntime)
      isListening = true
      thread.configure()
    },
    cut: thread.cut,
    excuse: thread.excuse,
    leave: member => {
      if (members.delete(member)) thread.configure()
    },
    readReady: thread.readReady,
    readCapabilities: thread.readCapabilities,
    readOverhead: thread.readOverhead,
    flush: thread.flush,
    ignoredWork,
    lifecycle,
    get isInRun() {
      return [...members].some(({ runFile }) => runFile !== undefined)
    },
  }
}

// As the last of those who listen, so that what the others did is known.
function followLastExit(onExit: () => void): void {
  const goLast = () => {
    process.off('exit', onExit)
    process.once('exit', onExit)
  }
  goLast()
  // When the entry is evaluated, when the loop has turned once, and when it has run empty.
  process.nextTick(goLast)
  realTimers.setImmediate(goLast).unref()
  process.once('beforeExit', goLast)
}

/** A hub for a runtime in which nothing can be measured: it tells its members so, and when the process exits; never of a block. */
export function createIdleHub(runtime: Pick<Runtime, 'offReason' | 'warning'>): Hub {
  const members = new Set<Member>()
  const capabilities = describeUnmeasured(runtime)
  let isListening = false
  const finish = (exitCode: number) => {
    for (const member of members) member.onExit(exitCode)
  }
  return {
    interrupt: () => {},
    markRelay: () => {},
    writeSamples: () => '[]',
    writeLastWords: () => '[]',
    join: member => {
      members.add(member)
      if (!isListening) process.once('exit', finish)
      if (!isListening) warnOfRuntime(runtime)
      isListening = true
    },
    leave: member => {
      members.delete(member)
    },
    readReady: async () => {},
    readCapabilities: () => capabilities,
    readOverhead: () => ({ sampleCount: 0, captureMs: 0 }),
    flush: async () => {},
    cut: () => {},
    excuse: () => {},
    ignoredWork: createIgnoredWork(),
    lifecycle: createLifecycle(),
    get isInRun() {
      return [...members].some(({ runFile }) => runFile !== undefined)
    },
  }
}

/**
 * The global object of the thread's main realm, where interrupts are evaluated: inside a `vm` context, such as Jest's, `globalThis` is another.
 */
export const mainRealm: typeof globalThis = runInThisContext('globalThis')

/** Says what does not work in a runtime that is not Node.js. */
function warnOfRuntime({ warning }: Pick<Runtime, 'warning'>): void {
  if (warning !== undefined) process.emitWarning(warning, 'LoophoundWarning')
}
