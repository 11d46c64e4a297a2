import { createIgnoredWork } from '../probes/ignored.js'
import { ownRuntime } from '../probes/runtime.js'
import { realTimers } from '../probes/timers.js'
import type { Hub, Member } from './hub.js'
import { createIdleHub } from './idle-hub.js'
import { GLOBAL_KEY } from './interrupt-protocol.js'
import { createLifecycle } from './lifecycle.js'
import { mainRealm } from './main-realm.js'
import { createThreadWatch } from './thread-watch.js'
import { warnOfRuntime } from './warn-of-runtime.js'

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
