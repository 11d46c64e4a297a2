import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tailRunDirectory } from '../../../../src/cli/run/tail-run-directory.js'
import { blockRecord, hangRecord, processRecord, writeRunFile } from './sample-run.js'

let folder: string
const append = (name: string, text: string) => appendFileSync(join(folder, name), text)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loophound-test-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('tailRunDirectory', () => {
  test('counts the blocks of all files as they grow', () => {
    const readTally = tailRunDirectory(folder)
    expect(readTally()).toEqual({ count: 0, worstMs: 0 })
    append('1-0.ndjson', writeRunFile(processRecord, blockRecord))
    expect(readTally()).toEqual({ count: 1, worstMs: 312.4 })
    append('2-0.ndjson', writeRunFile(processRecord, hangRecord))
    expect(readTally()).toEqual({ count: 2, worstMs: 5000 })
  })

  test('waits for the rest of a line', () => {
    const readTally = tailRunDirectory(folder)
    const text = writeRunFile(processRecord, blockRecord)
    append('1-0.ndjson', text.slice(0, -10))
    expect(readTally().count).toBe(0)
    append('1-0.ndjson', text.slice(-10))
    expect(readTally().count).toBe(1)
  })

  test('reads nothing twice', () => {
    const readTally = tailRunDirectory(folder)
    const text = writeRunFile(processRecord, blockRecord)
    append('1-0.ndjson', text)
    readTally()
    writeFileSync(join(folder, '1-0.ndjson'), text.replace('"id":"100-0-1"', '"id":"100-0-9"'))
    expect(readTally().count).toBe(1)
  })

  test('counts a hang that is told again once', () => {
    const readTally = tailRunDirectory(folder)
    const later = { type: 'block', block: { ...hangRecord.block, durationMs: 10_000 } }
    append('1-0.ndjson', writeRunFile(processRecord, hangRecord, later))
    expect(readTally()).toEqual({ count: 1, worstMs: 10_000 })
  })

  test('passes over lines that are no blocks', () => {
    append('1-0.ndjson', 'hello\n{"type":"block"\n{"type":"block","block":{}}\n')
    expect(tailRunDirectory(folder)()).toEqual({ count: 0, worstMs: 0 })
  })
})
