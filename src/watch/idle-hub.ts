import { describeUnmeasured, type Runtime } from '../model/runtime.js'
import { createIgnoredWork } from '../probes/ignored.js'
import type { Hub, Member } from './hub.js'
import { createLifecycle } from './lifecycle.js'
import { warnOfRuntime } from './warn-of-runtime.js'

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
