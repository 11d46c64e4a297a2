import { setImmediate as nextTurn } from 'node:timers/promises'
import { type MessagePort, Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import type { Evidence } from '../../../src/model/evidence.js'
import { createSharedMemory, IntField, readSlot, SessionState } from '../../../src/model/shared-memory.js'
import type { FromWatchdog, WatchdogData } from '../../../src/watch/messages.js'
import { createWatchdog, type Watchdog, type WatchdogOptions } from '../../../src/watch/watchdog.js'
import { startWorker } from '../../../src/watch/worker-line.js'
import { createEvidence } from '../analysis/fake-evidence.js'

describe('a watchdog that lives', () => {
  test('answers evidence with a block', async () => {
    const { watchdog, messages } = start()
    watchdog.send(createEvidence(120, []))
    await watchdog.flush(LIMIT_MS)
    expect(messages.map(({ type }) => type)).toEqual(['ready', 'block'])
    expect(messages[1]).toMatchObject({ block: { id: '1-0-1', durationMs: 120 } })
  })

  test('does not load what the app preloads, which would watch the watchdog', async () => {
    process.env.NODE_OPTIONS = '--import ./does-not-exist.js'
    const { watchdog, waitFor, goneFor } = start()
    delete process.env.NODE_OPTIONS
    await waitFor('ready')
    expect(goneFor).toEqual([])
    await watchdog.stop()
  })

  test('has answered everything before exit, and let go of the thread', async () => {
    const { watchdog, messages, waitFor, slot } = start()
    await waitFor('ready')
    watchdog.send(createEvidence(120, []))
    expect(watchdog.flushAtExit(LIMIT_MS)).toEqual([])
    expect(messages.map(({ type }) => type)).toEqual(['ready', 'block'])
    expect(slot.ints[IntField.session]).toBe(SessionState.closed)
  })

  test('is not waited for at exit when nothing is open, and stays away from then on', () => {
    const { watchdog, slot } = start({ scripts: [SILENT] })
    const startMs = performance.now()
    expect(watchdog.flushAtExit(60_000)).toEqual([])
    expect(performance.now() - startMs).toBeLessThan(30_000)
    expect(slot.ints[IntField.session]).toBe(SessionState.closed)
  })

  test('ends when it is stopped, and does not come again', async () => {
    const { watchdog, workers, waitFor, goneFor } = start()
    await waitFor('ready')
    await watchdog.stop()
    for (let turn = 0; turn < 5; turn += 1) await nextTurn()
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1])
    expect(goneFor).toEqual([])
  })
})

describe('a watchdog that is silent', () => {
  test('gives back at exit what it did not answer in time', () => {
    const { watchdog } = start({ scripts: [SILENT] })
    const evidence = createEvidence(120, [])
    watchdog.send(evidence)
    expect(watchdog.flushAtExit(5)).toEqual([evidence])
  })

  test('does not hold up whoever waits for it longer than the limit', async () => {
    const { watchdog } = start({ scripts: [SILENT] })
    watchdog.send(createEvidence(120, []))
    await expect(watchdog.flush(5)).resolves.toBeUndefined()
  })
})

describe('a watchdog that dies', () => {
  test('comes again once, and is asked again what it had not answered', async () => {
    const { watchdog, messages, workers, goneFor } = start({ scripts: [DYING] })
    watchdog.send(createEvidence(120, []))
    await watchdog.flush(LIMIT_MS)
    expect(workers).toHaveLength(2)
    expect(messages.at(-1)).toMatchObject({ type: 'block', block: { id: '1-0-1' } })
    expect(goneFor).toEqual([])
  })

  test('stays away after the second time, and gives back what it had not answered', async () => {
    const { watchdog, workers, goneFor } = start({ scripts: [DYING, DYING] })
    const evidence = createEvidence(120, [])
    watchdog.send(evidence)
    await watchdog.flush(LIMIT_MS)
    expect(workers).toHaveLength(2)
    expect(goneFor).toEqual([{ reason: 'the watchdog thread ended', lost: [evidence] }])
  })

  test('says what it died of', async () => {
    const { watchdog, goneFor } = start({ scripts: [THROWING, THROWING] })
    watchdog.send(createEvidence(120, []))
    await watchdog.flush(LIMIT_MS)
    expect(goneFor).toMatchObject([{ reason: 'no more memory' }])
  })

  test('stays away when it cannot be started again', async () => {
    const { watchdog, goneFor } = start({ scripts: [DYING, null] })
    watchdog.send(createEvidence(120, []))
    await watchdog.flush(LIMIT_MS)
    expect(goneFor).toMatchObject([{ reason: 'the watchdog thread ended' }])
  })

  test('has let go of the thread', async () => {
    const { watchdog, slot } = start({ scripts: [DYING] })
    slot.ints[IntField.session] = SessionState.connected
    slot.ints[IntField.late] = 1
    watchdog.send(createEvidence(120, []))
    await watchdog.flush(LIMIT_MS)
    expect(slot.ints[IntField.session]).toBe(SessionState.free)
    expect(slot.ints[IntField.late]).toBe(0)
  })

  test('gives no evidence away twice', async () => {
    const { watchdog, goneFor } = start({ scripts: [DYING, DYING] })
    watchdog.send(createEvidence(120, []))
    await watchdog.flush(LIMIT_MS)
    await watchdog.flush(LIMIT_MS)
    expect(watchdog.flushAtExit(LIMIT_MS)).toEqual([])
    expect(goneFor).toHaveLength(1)
  })

  test('throws when it cannot be started at all', () => {
    expect(() => start({ scripts: [null] })).toThrow('no more threads')
  })
})

/** Nothing waits this long unless the test fails. */
const LIMIT_MS = 20_000

const DYING = 'process.exit(1)'
const THROWING = 'throw new Error("no more memory")'
const SILENT = 'require("node:worker_threads").workerData.port.on("message", () => {})'

const running: Watchdog[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(watchdog => watchdog.stop()))
})

/** Starts a watchdog whose first threads run these scripts, `null` for one that cannot be started; all others are real. */
function start({ scripts = [] }: { scripts?: (string | null)[] } = {}) {
  const memory = createSharedMemory()
  const slot = readSlot(memory)
  const messages: FromWatchdog[] = []
  const goneFor: { reason: string; lost: Evidence[] }[] = []
  const workers: Worker[] = []
  const listeners = new Set<() => void>()
  const data: WatchdogData = {
    memory,
    thread: { pid: process.pid, threadId: 0, cwd: process.cwd() },
    settings: { hangAfterMs: 5000, ignore: [] },
    interrupts: { state: 'off', reason: 'test' },
  }
  const createWorker = (_: WatchdogData, port: MessagePort) => {
    const script = scripts.shift()
    if (script === null) throw new Error('no more threads')
    const worker = script === undefined ? startWorker(data, port) : startScript(script, port)
    workers.push(worker)
    return worker
  }
  const options: WatchdogOptions = {
    data,
    slot,
    onMessage: message => {
      messages.push(message)
      for (const listener of listeners) listener()
    },
    onGone: (reason, lost) => goneFor.push({ reason, lost }),
    createWorker,
  }
  const watchdog = createWatchdog(options)
  running.push(watchdog)
  const waitFor = (type: FromWatchdog['type']) =>
    new Promise<void>(resolve => {
      const check = () => messages.some(message => message.type === type) && resolve()
      listeners.add(check)
      check()
    })
  return { watchdog, slot, messages, workers, goneFor, waitFor }
}

function startScript(script: string, port: MessagePort): Worker {
  return new Worker(script, { eval: true, stderr: true, workerData: { port }, transferList: [port] })
}
