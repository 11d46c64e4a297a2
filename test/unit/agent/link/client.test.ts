import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { threadId, Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { createWatchdogClient, type WatchdogClient } from '../../../../src/agent/link/client.js'
import { createWatchdogThread, startWorker, type WatchdogThread } from '../../../../src/agent/link/spawn.js'
import type { Evidence } from '../../../../src/model/evidence.js'
import type { FromWatchdog, WatchdogData } from '../../../../src/protocol/channel.js'
import {
  claimSlot,
  createSharedMemory,
  HeaderField,
  IntField,
  readHeader,
  readSlot,
  releaseSlot,
  SessionState,
  WatchdogState,
} from '../../../../src/protocol/shared-memory.js'
import { createEvidence } from '../../analysis/fake-evidence.js'

describe('a watchdog that lives', () => {
  test('answers evidence with a block, also when it was sent before the watchdog was up', async () => {
    const { watchdog, messages } = start()
    watchdog.send(createEvidence(120, []))
    await watchdog.flush(LIMIT_MS)
    expect(messages.map(({ type }) => type)).toEqual(['ready', 'block'])
    expect(messages[1]).toMatchObject({ block: { id: '1-0-1', durationMs: 120 } })
  })

  test('does not load what the app preloads, which would watch the watchdog', async () => {
    process.env.NODE_OPTIONS = '--import ./does-not-exist.js'
    const { waitFor, goneFor } = start()
    delete process.env.NODE_OPTIONS
    await waitFor('ready')
    expect(goneFor).toEqual([])
  })

  test('has answered everything before exit', async () => {
    const { watchdog, messages, waitFor } = start()
    await waitFor('ready')
    watchdog.send(createEvidence(120, []))
    expect(watchdog.flushAtExit(LIMIT_MS)).toEqual([])
    expect(messages.map(({ type }) => type)).toEqual(['ready', 'block'])
  })

  test('is not waited for at exit when nothing is open', () => {
    const { watchdog } = start({ scripts: [SILENT] })
    const startMs = performance.now()
    expect(watchdog.flushAtExit(60_000)).toEqual([])
    expect(performance.now() - startMs).toBeLessThan(30_000)
  })

  test('is called with all that is sent, since it may sleep without its loop turning', async () => {
    const { watchdog, header, waitFor } = start()
    const readCalls = () => header[HeaderField.calls] ?? 0
    await waitFor('ready')
    const before = readCalls()
    watchdog.configure({ sourceMaps: false, ignore: [] })
    const configured = readCalls()
    watchdog.send(createEvidence(120, []))
    const sent = readCalls()
    watchdog.flushAtExit(LIMIT_MS)
    expect([configured, sent, readCalls()]).toEqual([before + 1, before + 2, before + 3])
  })

  test('hears what is sent while it sleeps', async () => {
    const { watchdog, waitFor } = start()
    await waitFor('ready')
    const startMs = performance.now()
    for (let count = 0; count < 20; count += 1) {
      await sleep(30)
      watchdog.send(createEvidence(120, []))
      await watchdog.flush(LIMIT_MS)
    }
    // Its loop turns once a second by itself: uncalled it would take some 20 s.
    expect(performance.now() - startMs).toBeLessThan(10_000)
  })

  test('looks after the next thread that takes the slot', async () => {
    const { watchdog, slot, memory, waitFor } = start()
    await waitFor('ready')
    watchdog.stop()
    releaseSlot(slot, threadId)
    const next = open(memory)
    next.watchdog.send(createEvidence(120, []))
    await next.watchdog.flush(LIMIT_MS)
    expect(next.messages.map(({ type }) => type)).toEqual(['ready', 'block'])
  })

  test('ends when it is released and nobody is watched, and does not come again', async () => {
    const { thread, slot, workers, header, waitFor, goneFor } = start()
    await waitFor('ready')
    releaseSlot(slot, threadId)
    await thread.release()
    for (let turn = 0; turn < 5; turn += 1) await nextTurn()
    expect(workers.map(worker => worker.threadId)).toEqual([-1])
    expect(header[HeaderField.watchdog]).toBe(WatchdogState.none)
    expect(goneFor).toEqual([])
  })

  test('outlives its release while another thread is watched, and ends by itself after that', async () => {
    const { thread, slot, memory, workers, header, waitFor } = start()
    const other = claimSlot(memory, 77)
    await waitFor('ready')
    releaseSlot(slot, threadId)
    await thread.release()
    expect(header[HeaderField.watchdog]).toBe(WatchdogState.alive)
    const ended = new Promise<void>(resolve => workers[0]?.once('exit', () => resolve()))
    if (other) releaseSlot(other, 77)
    await ended
    expect(header[HeaderField.watchdog]).toBe(WatchdogState.none)
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
    const { watchdog, header, goneFor } = start({ scripts: [DYING, null] })
    watchdog.send(createEvidence(120, []))
    await watchdog.flush(LIMIT_MS)
    expect(goneFor).toMatchObject([{ reason: 'the watchdog thread ended' }])
    expect(header[HeaderField.watchdog]).toBe(WatchdogState.lost)
  })

  test('has let go of the main thread, and no thread is late any more', async () => {
    const { watchdog, header, slot } = start({ scripts: [DYING] })
    header[HeaderField.session] = SessionState.connected
    slot.ints[IntField.late] = 1
    watchdog.send(createEvidence(120, []))
    await watchdog.flush(LIMIT_MS)
    expect(header[HeaderField.session]).toBe(SessionState.free)
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
const SILENT = 'setInterval(() => {}, 1000)'

const running: { watchdog: WatchdogClient; thread?: WatchdogThread; release(): void }[] = []
afterEach(async () => {
  for (const { watchdog, release } of running) {
    watchdog.stop()
    release()
  }
  await Promise.all(running.splice(0).map(({ thread }) => thread?.release()))
})

/** Starts a watchdog whose first threads run these scripts, `null` for one that cannot be started; all others are real. */
function start({ scripts = [] }: { scripts?: (string | null)[] } = {}) {
  const memory = createSharedMemory(4)
  const line = open(memory)
  const workers: Worker[] = []
  const describe = (): WatchdogData => ({
    memory,
    pid: process.pid,
    cwd: process.cwd(),
    interrupts: { state: 'off', reason: 'test' },
  })
  const createWorker = (data: WatchdogData) => {
    const script = scripts.shift()
    if (script === null) throw new Error('no more threads')
    const worker = script === undefined ? startWorker(data) : new Worker(script, { eval: true, stderr: true })
    workers.push(worker)
    return worker
  }
  const thread = createWatchdogThread({ memory, describe, createWorker })
  running.push({ ...line, thread })
  thread.start()
  return { ...line, thread, memory, workers, header: readHeader(memory) }
}

/** Opens a line for this thread. */
function open(memory: SharedArrayBuffer) {
  const slot = claimSlot(memory, threadId) ?? readSlot(memory)
  const messages: FromWatchdog[] = []
  const goneFor: { reason: string; lost: Evidence[] }[] = []
  const listeners = new Set<() => void>()
  const watchdog = createWatchdogClient({
    memory,
    slot,
    threadId,
    settings: { sourceMaps: true, ignore: [] },
    onMessage: message => {
      messages.push(message)
      for (const listener of listeners) listener()
    },
    onGone: (reason, lost) => goneFor.push({ reason, lost }),
  })
  const waitFor = (type: FromWatchdog['type']) =>
    new Promise<void>(resolve => {
      const check = () => messages.some(message => message.type === type) && resolve()
      listeners.add(check)
      check()
    })
  const line = { watchdog, slot, messages, goneFor, waitFor, release: () => releaseSlot(slot, threadId) }
  running.push(line)
  return line
}
