import { describe, expect, test } from 'vitest'
import { readRunFile } from '../../../../src/cli/run/run-files.js'
import { bareBlock, fullBlock } from '../../reporters/sample-report.js'
import {
  blockRecord,
  endRecord,
  evidenceRecord,
  hangRecord,
  momentRecord,
  processRecord,
  progressRecord,
  writeRunFile,
} from './sample-run.js'

const noSummary = 'it left no summary: it was killed, or outlived the command'

describe('readRunFile', () => {
  test('reads every kind of record', () => {
    const records = [processRecord, momentRecord, blockRecord, evidenceRecord, progressRecord, endRecord]
    expect(readRunFile(writeRunFile(...records))).toEqual({
      process: processRecord,
      blocks: [fullBlock],
      evidence: [evidenceRecord.evidence],
      moments: { [momentRecord.name]: momentRecord.at },
      progress: progressRecord,
      end: endRecord,
      problems: [],
    })
  })

  test('keeps the blocks of a process that was killed', () => {
    expect(readRunFile(writeRunFile(processRecord, blockRecord))).toEqual({
      process: processRecord,
      blocks: [fullBlock],
      evidence: [],
      moments: {},
      problems: [noSummary],
    })
  })

  test('takes the last of what was seen so far, and a moment when it first came', () => {
    const later = { ...progressRecord, summary: { ...progressRecord.summary, durationMs: 9000 } }
    const again = { ...momentRecord, at: '2026-03-01T10:00:09.000Z' }
    expect(readRunFile(writeRunFile(processRecord, momentRecord, progressRecord, again, later))).toMatchObject({
      moments: { [momentRecord.name]: momentRecord.at },
      progress: later,
    })
  })

  test('finds nothing missing of a worker thread that was terminated', () => {
    expect(readRunFile(writeRunFile({ ...processRecord, threadId: 3 }, blockRecord))).toMatchObject({
      blocks: [fullBlock],
      problems: [],
    })
  })

  test('keeps what stands before a last line that is cut off', () => {
    const text = writeRunFile(processRecord, blockRecord, endRecord).slice(0, -30)
    expect(readRunFile(text)).toMatchObject({
      blocks: [fullBlock],
      problems: ['the last line of its run file is cut off', noSummary],
    })
  })

  test('reads a last line that lacks only its line break', () => {
    const text = writeRunFile(processRecord, endRecord).trimEnd()
    expect(readRunFile(text)).toMatchObject({ end: endRecord, problems: [] })
  })

  test('takes the later of two lines about one block: a hang that is over', () => {
    const over = { type: 'block', block: { ...bareBlock, durationMs: 7000 } }
    const { blocks } = readRunFile(writeRunFile(processRecord, hangRecord, hangRecord, over, endRecord))
    expect(blocks).toEqual([over.block])
  })

  test('takes the evidence of a hang that is over instead of the hang', () => {
    const over = { ...evidenceRecord.evidence, id: hangRecord.block.id }
    const file = readRunFile(writeRunFile(processRecord, hangRecord, { type: 'evidence', evidence: over }, endRecord))
    expect(file).toMatchObject({ blocks: [], evidence: [over] })
  })

  test('keeps a hang that never ended', () => {
    expect(readRunFile(writeRunFile(processRecord, hangRecord)).blocks).toEqual([hangRecord.block])
  })

  test('names a bad line between good ones and loses only that', () => {
    const bad = { type: 'block', block: { ...fullBlock, durationMs: '312' } }
    expect(readRunFile(writeRunFile(processRecord, bad, blockRecord, endRecord))).toMatchObject({
      blocks: [fullBlock],
      problems: ['line 2: block.durationMs: expected a number, got "312" (string)'],
    })
  })

  test.each([
    ['nothing', '', 'its run file: expected a process line, got an empty file'],
    ['foreign text', 'hello\n', 'its run file: expected a process line, got "hello" (string)'],
    ['foreign JSON', '[1]\n', 'its run file: expected a process line, got [1] (array)'],
    [
      'a first line that is cut off',
      JSON.stringify(processRecord).slice(0, 19),
      'its run file: expected a process line, got "{\\"type\\":\\"process\\",\\"" (string)',
    ],
    [
      'another schema version',
      writeRunFile({ ...processRecord, schemaVersion: 3 }, blockRecord),
      'its run file: schemaVersion: expected 2, got 3 (number)',
    ],
    [
      'a process line without a field',
      writeRunFile({ ...processRecord, cwd: undefined }),
      'its run file: cwd: expected a string, got undefined',
    ],
    ['no process line', writeRunFile(blockRecord), 'its run file: type: expected "process", got "block" (string)'],
  ])('says what is wrong with a file of %s', (_, text, problem) => {
    expect(readRunFile(text)).toEqual({ blocks: [], evidence: [], moments: {}, problems: [problem] })
  })
})
