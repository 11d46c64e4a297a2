import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRunDirectory } from '../../../../src/cli/run/run-files.js'
import { endRecord, processRecord, writeRunFile } from './sample-run.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loophound-test-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('readRunDirectory', () => {
  test('reads run files in order of process and thread and leaves other files alone', () => {
    for (const name of ['100-10.ndjson', '100-9.ndjson', '20-0.ndjson', 'note.txt', 'x-0.ndjson']) {
      writeFileSync(join(folder, name), writeRunFile(processRecord, endRecord))
    }
    expect(readRunDirectory(folder).map(({ pid, threadId }) => [pid, threadId])).toEqual([
      [20, 0],
      [100, 9],
      [100, 10],
    ])
  })

  test('names a file that cannot be read and reads the others', () => {
    mkdirSync(join(folder, '1-0.ndjson'))
    writeFileSync(join(folder, '2-0.ndjson'), writeRunFile(processRecord, endRecord))
    const [unreadable, readable] = readRunDirectory(folder)
    expect(unreadable?.problems).toEqual([expect.stringMatching(/^its run file: expected a readable file, got EISDIR/)])
    expect(readable?.problems).toEqual([])
  })

  test('is empty for a run that no Node process was part of', () => {
    expect(readRunDirectory(folder)).toEqual([])
  })
})
