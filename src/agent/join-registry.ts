import { runInThisContext } from 'node:vm'
import { GLOBAL_KEY } from '../protocol/interrupt.js'
import { realTimers } from '../system/clock.js'
import { describeUnmeasured, ownRuntime, type Runtime } from '../system/runtime.js'
import { createAllowedWork } from './async/allowed-work.js'
import { createLifecycle } from './life/lifecycle.js'
import type { Subscriber, WatchRegistry } from './registry.js'
import { createSession } from './session.js'

/** The registry of the calling thread; made at the first call. */
export function joinRegistry(): WatchRegistry {
  const holder: typeof globalThis & { [KEY]?: WatchRegistry } = mainRealm
  holder[KEY] ??= openRegistry()
  return holder[KEY]
}

const KEY = Symbol.for(GLOBAL_KEY)

function openRegistry(): WatchRegistry {
  return ownRuntime.isMeasured ? createRegistry() : createIdleRegistry(ownRuntime)
}

function createRegistry(): WatchRegistry {
  const subscribers = new Set<Subscriber>()
  const allowedWork = createAllowedWork()
  const lifecycle = createLifecycle()
  const thread = createSession(subscribers, allowedWork, lifecycle)
  let isListening = false
  const finish = (exitCode: number) => {
    lifecycle.note('ending')
    thread.finish()
    for (const subscriber of subscribers) subscriber.onExit(exitCode)
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
    writeFinalSnapshot: thread.writeFinalSnapshot,
    join: subscriber => {
      subscribers.add(subscriber)
      if (!isListening) listen()
      if (!isListening) warnOfRuntime(ownRuntime)
      isListening = true
      thread.configure()
    },
    cut: thread.cut,
    excuse: thread.excuse,
    leave: subscriber => {
      if (subscribers.delete(subscriber)) thread.configure()
    },
    readReady: thread.readReady,
    readCapabilities: thread.readCapabilities,
    readOverhead: thread.readOverhead,
    flush: thread.flush,
    allowedWork,
    lifecycle,
    get isInRun() {
      return [...subscribers].some(({ runFile }) => runFile !== undefined)
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

/** A registry for a runtime in which nothing can be measured: it tells its subscribers so, and when the process exits; never of a block. */
export function createIdleRegistry(runtime: Pick<Runtime, 'offReason' | 'warning'>): WatchRegistry {
  const subscribers = new Set<Subscriber>()
  const capabilities = describeUnmeasured(runtime)
  let isListening = false
  const finish = (exitCode: number) => {
    for (const subscriber of subscribers) subscriber.onExit(exitCode)
  }
  return {
    interrupt: () => {},
    markRelay: () => {},
    writeSamples: () => '[]',
    writeFinalSnapshot: () => '[]',
    join: subscriber => {
      subscribers.add(subscriber)
      if (!isListening) process.once('exit', finish)
      if (!isListening) warnOfRuntime(runtime)
      isListening = true
    },
    leave: subscriber => {
      subscribers.delete(subscriber)
    },
    readReady: async () => {},
    readCapabilities: () => capabilities,
    readOverhead: () => ({ sampleCount: 0, captureMs: 0 }),
    flush: async () => {},
    cut: () => {},
    excuse: () => {},
    allowedWork: createAllowedWork(),
    lifecycle: createLifecycle(),
    get isInRun() {
      return [...subscribers].some(({ runFile }) => runFile !== undefined)
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
