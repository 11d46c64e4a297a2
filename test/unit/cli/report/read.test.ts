import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readReport } from '../../../../src/cli/report/read.js'
import { formatJson } from '../../../../src/reporters/json.js'
import { fullProcess, fullReport, judgedReport, killedProcess } from '../../reporters/sample-report.js'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loophound-test-'))
  file = join(folder, 'report.json')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('readReport', () => {
  test('reads what the json reporter wrote', () => {
    writeFileSync(file, formatJson(fullReport))
    expect(readReport(file)).toEqual(fullReport)
  })

  test('reads a report of the older schema, whose blocks were all of a running app', () => {
    const older = new URL('fixtures/report-of-schema-1.json', import.meta.url)
    const report = readReport(fileURLToPath(older))
    const { signal: _, judge: __, ...rest } = judgedReport
    expect(report).toEqual({ ...rest, exitCode: 0, processes: [fullProcess, killedProcess] })
    expect(report.blocks.map(({ phase, process }) => [phase, process.role])).toEqual([
      ['running', 'app'],
      ['running', 'app'],
    ])
  })

  test('says of a report of the older schema, too, what is wrong with it', () => {
    writeFileSync(file, JSON.stringify({ ...fullReport, schemaVersion: 1, blocks: [null] }))
    expect(() => readReport(file)).toThrow(`${file}: blocks[0]: expected a block, got null`)
  })

  test.each([
    ['text', 'hello', 'expected a JSON report, got "hello" (string)'],
    ['nothing', '', 'expected a JSON report, got "" (string)'],
    ['foreign JSON', '{"name":"app"}', 'expected a loophound report with schemaVersion 2 or 1, got a file without one'],
    ['null', 'null', 'expected a loophound report with schemaVersion 2 or 1, got a file without one'],
    [
      'another schema version',
      JSON.stringify({ ...fullReport, schemaVersion: 3 }),
      'expected a loophound report with schemaVersion 2 or 1, got 3 (number)',
    ],
    [
      'another tool',
      JSON.stringify({ ...fullReport, tool: { name: 'other', version: '1' } }),
      'tool.name: expected "loophound", got "other" (string)',
    ],
    [
      'a wrong field deep inside',
      JSON.stringify(fullReport).replace('"ownCode":false', '"ownCode":0'),
      'blocks[0].stack[0].ownCode: expected true or false, got 0 (number)',
    ],
    [
      'a missing field',
      JSON.stringify({ ...fullReport, blocks: undefined }),
      'blocks: expected an array, got undefined',
    ],
    [
      'a histogram that is none',
      JSON.stringify(fullReport).replace('"hdr":""', '"hdr":"HIST"'),
      'processes[0].summary.delay.hdr: expected an HdrHistogram V2, compressed, in base64, got "HIST" (string)',
    ],
  ])('refuses a file of %s', (_, text, sentence) => {
    writeFileSync(file, text)
    expect(() => readReport(file)).toThrow(
      expect.objectContaining({ code: 'ERR_LOOPHOUND_BAD_REPORT', message: `${file}: ${sentence}` }),
    )
  })

  test('refuses a file that is not there', () => {
    expect(() => readReport(file)).toThrow(`${file}: expected a readable JSON report, got ENOENT`)
  })
})
