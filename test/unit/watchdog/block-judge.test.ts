import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Evidence } from '../../../src/model/evidence.js'
import type { RunRecord } from '../../../src/model/run-record.js'
import type { FromWatchdog } from '../../../src/protocol/channel.js'
import { createSharedMemory, IntField, readSlot } from '../../../src/protocol/shared-memory.js'
import { type BlockJudge, createBlockJudge } from '../../../src/watchdog/block-judge.js'
import { createEvidence } from '../analysis/fake-evidence.js'

let runDirectory: string

beforeEach(() => {
  runDirectory = mkdtempSync(join(tmpdir(), 'loophound-judge-'))
})

afterEach(() => {
  rmSync(runDirectory, { recursive: true })
})

test('keeps of a block what its thread saw, with what only the watchdog knows of it', () => {
  const { judge } = createJudge()
  judge.judgeEvidence(createEvidence(100, [], { gc: { totalMs: 5, count: 1, pauses: [] } }))
  expect(readKept()).toEqual([
    expect.objectContaining({ watchdogGap: createGap(1000, 1100), helperWaitMs: 7, threadName: 'pool' }),
  ])
})

test('asks once how long the helpers waited, since that begins anew', () => {
  const { judge, asked, told } = createJudge()
  judge.judgeEvidence(createEvidence(100, [], { gc: { totalMs: 5, count: 1, pauses: [] } }))
  expect(asked).toEqual(['helpers'])
  expect(told.map(({ type }) => type)).toEqual(['block'])
})

test('keeps the first sixteen blocks of a thread', () => {
  const { judge } = createJudge()
  const ids = Array.from({ length: 20 }, (_, index) => `1-0-${index + 1}`)
  for (const id of ids) judge.judgeEvidence(createEvidence(100, [], { id }))
  expect(readKept().map(({ id }) => id)).toEqual(ids.slice(0, 16))
})

function createJudge(): { judge: BlockJudge; asked: string[]; told: FromWatchdog[] } {
  const memory = createSharedMemory(1)
  const slot = readSlot(memory)
  Atomics.store(slot.ints, IntField.isInRun, 1)
  const [asked, told]: [string[], FromWatchdog[]] = [[], []]
  const judge = createBlockJudge({
    data: { memory, pid: 1, cwd: '/app', runDirectory, interrupts: { state: 'on' } },
    slot,
    threadId: 0,
    stalls: { measure: createGap },
    helperWaits: { measure: () => asked.push('helpers') && 7 },
    sources: { readSource: () => undefined, findOriginal: () => undefined },
    readThreadName: () => 'pool',
    tell: message => told.push(message),
  })
  return { judge, asked, told }
}

function createGap(startMs: number, endMs: number): Evidence['watchdogGap'] {
  return { leastMs: 20, mostMs: 25, spans: [{ startMs, endMs }] }
}

function readKept(): Evidence[] {
  const lines = readFileSync(join(runDirectory, '1-0.ndjson'), 'utf8').split('\n').slice(0, -1)
  const records = lines.map(line => JSON.parse(line) as RunRecord)
  return records.flatMap(record => (record.type === 'evidence' ? [record.evidence] : []))
}
