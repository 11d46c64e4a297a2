import { expect, test } from 'vitest'
import { createEvidenceQueue } from '../../../../src/agent/link/evidence-queue.js'
import type { Block } from '../../../../src/model/block.js'
import { createSharedMemory, readSlot } from '../../../../src/protocol/shared-memory.js'
import { noteLastStall } from '../../../../src/protocol/stalls.js'
import { createEvidence } from '../../analysis/fake-evidence.js'

const stop = { startMs: 1020, endMs: 3020 }

test('a block that the watchdog could not judge before exit is excused by the stop that the watchdog had seen', () => {
  const { memory, judgeAtExit } = start()
  noteLastStall(memory, { sure: stop, possible: stop })
  expect(judgeAtExit()).toMatchObject([{ cause: 'suspended', time: { pausedMs: 2000 } }])
})

test('without such a stop a sleep stays a sleep', () => {
  const { memory, judgeAtExit } = start()
  noteLastStall(memory, { sure: { startMs: 100, endMs: 900 }, possible: { startMs: 100, endMs: 900 } })
  expect(judgeAtExit()).toMatchObject([{ time: { sleepMs: 2000 } }])
})

/** A thread whose watchdog is still starting, as far as the thread can tell. */
function start() {
  const memory = createSharedMemory(1)
  const blocks: Block[] = []
  const queue = createEvidenceQueue({
    place: { memory, slot: readSlot(memory), kind: 'own' },
    startThread: () => {},
    settings: { sourceMaps: false, ignore: [] },
    runFile: undefined,
    onBlock: block => blocks.push(block),
    onStartup: () => {},
  })
  const judgeAtExit = () => {
    queue.send(createEvidence(2040, [], { threadTime: { cpuMs: 30, waitMs: 10 } }))
    queue.flushAtExit()
    queue.stop()
    return blocks
  }
  return { memory, judgeAtExit }
}
