import { describe, expect, test } from 'vitest'
import { createThreadTime, readThreadId } from '../../../src/system/thread-time.js'

const SCHEDSTAT = '58720134 1013230 8\n'

/** A system in which the file of thread 42 has this text, or fails with this code. */
function createSystem(content: string | { code: string }, platform: NodeJS.Platform = 'linux') {
  const log: string[] = []
  const fail = () => {
    if (typeof content !== 'string') throw Object.assign(new Error(content.code), { code: content.code })
    return content
  }
  return {
    log,
    platform,
    open: (path: string) => {
      log.push(`open ${path}`)
      fail()
      return 7
    },
    read: (_: number, buffer: Buffer) => buffer.write(fail()),
    close: (file: number) => void log.push(`close ${file}`),
  }
}

describe('createThreadTime', () => {
  test('reads the CPU time and the wait of a thread in ms', () => {
    const system = createSystem(SCHEDSTAT)
    const threadTime = createThreadTime(42, system)
    expect(threadTime.capability).toEqual({ state: 'on' })
    expect(threadTime.read()).toEqual({ cpuMs: 58.720134, waitMs: 1.01323 })
    threadTime.stop()
    threadTime.stop()
    expect(system.log).toEqual(['open /proc/self/task/42/schedstat', 'close 7'])
  })

  test('knows nothing of a thread that is gone, nor after its stop', () => {
    const system = createSystem(SCHEDSTAT)
    const gone = createThreadTime(42, {
      ...system,
      read: () => {
        throw Object.assign(new Error('no such process'), { code: 'ESRCH' })
      },
    })
    expect(gone.read()).toBeUndefined()
    const stopped = createThreadTime(42, system)
    stopped.stop()
    expect(stopped.read()).toBeUndefined()
  })

  test('knows nothing from a text of another form', () => {
    expect(createThreadTime(42, createSystem('')).read()).toBeUndefined()
    expect(createThreadTime(42, createSystem('cpu ns\n')).read()).toBeUndefined()
  })

  test('asks Node for the CPU time where there are no statistics, and says nothing of the wait', () => {
    const readCpuUsage = () => ({ user: 58_720, system: 1300 })
    for (const system of [createSystem(SCHEDSTAT, 'darwin'), createSystem({ code: 'ERR_ACCESS_DENIED' })]) {
      const threadTime = createThreadTime(42, { ...system, readCpuUsage })
      expect(threadTime.capability).toEqual({ state: 'on' })
      expect(threadTime.read()).toEqual({ cpuMs: 60.02 })
      threadTime.stop()
    }
  })

  test.each([
    ['not Linux', createSystem(SCHEDSTAT, 'darwin'), 42],
    ['permission-model', createSystem({ code: 'ERR_ACCESS_DENIED' }), 42],
    ['no schedstat', createSystem({ code: 'ENOENT' }), 42],
    ['no schedstat', createSystem({ code: 'ENOENT' }), undefined],
    ['permission-model', createSystem({ code: 'ERR_ACCESS_DENIED' }), undefined],
  ] as const)('is off and says why: %s', (reason, system, threadId) => {
    const threadTime = createThreadTime(threadId, system)
    expect(threadTime.capability).toEqual({ state: 'off', reason })
    expect(threadTime.read()).toBeUndefined()
    threadTime.stop()
  })

  test.runIf(process.platform === 'linux')('counts CPU time that this thread uses', () => {
    const threadTime = createThreadTime(readThreadId())
    // The host of a virtual machine may have had the core meanwhile, which nobody tells the thread.
    const tries = Array.from({ length: 5 }, () => measureSpin(threadTime))
    threadTime.stop()
    // Others may have had the core meanwhile, but then the wait has grown.
    expect(Math.max(...tries.map(({ usedMs, waitedMs }) => usedMs + waitedMs))).toBeGreaterThan(20)
    expect(Math.min(...tries.map(({ usedMs }) => usedMs))).toBeGreaterThan(0)
  })
})

describe('readThreadId', () => {
  test.runIf(process.platform === 'linux')('is the id of a thread of this process', () => {
    const threadId = readThreadId()
    expect(createThreadTime(threadId).capability).toEqual({ state: 'on' })
  })
})

/** What a thread is told of 30 ms in which it did not sleep. */
function measureSpin(threadTime: ReturnType<typeof createThreadTime>): { usedMs: number; waitedMs: number } {
  const before = threadTime.read()
  const until = performance.now() + 30
  while (performance.now() < until);
  const after = threadTime.read()
  return {
    usedMs: (after?.cpuMs ?? 0) - (before?.cpuMs ?? 0),
    waitedMs: (after?.waitMs ?? 0) - (before?.waitMs ?? 0),
  }
}
