import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeReports } from '../../../../src/cli/output/write-reports.js'
import type { Terminal } from '../../../../src/cli/terminal.js'
import type { ReporterConfig } from '../../../../src/model/config.js'
import { REPORTER_NAMES } from '../../../../src/model/config.js'
import { formatGithub } from '../../../../src/reporters/github.js'
import { formatText } from '../../../../src/reporters/text.js'
import { fullOffender, fullReport } from '../../reporters/sample-report.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loophound-reports-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** A terminal that keeps what it is given. */
function createFakeTerminal(ci: Terminal['ci'] = {}) {
  const printed: string[] = []
  const complaints: string[] = []
  const terminal: Terminal = {
    print: output => printed.push(output),
    complain: sentence => complaints.push(sentence),
    columns: 80,
    isColorWanted: false,
    isInteractive: false,
    cwd: folder,
    ci,
  }
  return { terminal, printed, complaints }
}

function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}

describe('writeReports', () => {
  test('prints text when no reporter is named', () => {
    const { terminal, printed } = createFakeTerminal()
    expect(writeReports(fullReport, [], terminal)).toBe(true)
    expect(printed).toEqual([formatText(fullReport, { color: false, cwd: '/app' })])
  })

  test('annotates and summarizes too under GitHub Actions', () => {
    const summaryFile = join(folder, 'summary')
    writeFileSync(summaryFile, 'from others')
    const { terminal, printed } = createFakeTerminal({
      github: { summaryFile, sourceUrl: 'https://github.test/o/r/blob/1a2b' },
    })
    expect(writeReports(fullReport, [], terminal)).toBe(true)
    expect(printed[1]).toBe(formatGithub(fullReport))
    expect(read('summary')).toMatch(/^from others\n## loophound: fail\n/)
    expect(read('summary')).toContain('(https://github.test/o/r/blob/1a2b/src/thumbnail.js#L42)')
  })

  test('ends with the verdict in one line on stderr when all reports go to files, and only then', () => {
    const { terminal, printed, complaints } = createFakeTerminal()
    const toFiles: ReporterConfig[] = [
      { name: 'json', file: 'a.json' },
      { name: 'junit', file: 'a.xml' },
    ]
    writeReports(fullReport, toFiles, terminal)
    writeReports({ ...fullReport, verdict: { status: 'pass', reasons: [] } }, toFiles, terminal)
    const verdict = { status: 'inconclusive' as const, reasons: ['no\nprocess', 'nor delay'] }
    writeReports({ ...fullReport, verdict }, toFiles, terminal)
    expect(complaints).toEqual(['fail: 1 block, 0 allowed', 'pass', 'inconclusive: no process; nor delay'])
    writeReports(fullReport, [...toFiles, { name: 'tap' }], terminal)
    writeReports(fullReport, [], terminal)
    expect([complaints.length, printed.length]).toEqual([3, 2])
  })

  test('writes only the reporters that are named, if some are', () => {
    const summaryFile = join(folder, 'summary')
    const { terminal, printed } = createFakeTerminal({ github: { summaryFile } })
    writeReports(fullReport, [{ name: 'tap' }], terminal)
    expect(printed).toEqual([expect.stringMatching(/^TAP version 14\n/)])
    expect(existsSync(summaryFile)).toBe(false)
  })

  test('writes several at once, each to its file', () => {
    const { terminal, printed, complaints } = createFakeTerminal()
    const targets = REPORTER_NAMES.map(name => ({ name, file: `out/${name}` }))
    expect(writeReports(fullReport, targets, terminal)).toBe(true)
    expect(targets.map(({ file }) => read(file).trim().slice(0, 12))).toEqual([
      ...[
        'loophound: 2',
        '{\n  "schemaV',
        '::error titl',
        '<?xml versio',
        '{\n  "$schema',
        '## loophound',
        'TAP version ',
      ],
    ])
    expect([printed, complaints]).toEqual([[], ['fail: 1 block, 0 allowed']])
  })

  test('loses no other report by one that cannot be written', () => {
    writeFileSync(join(folder, 'file'), '')
    const { terminal, printed, complaints } = createFakeTerminal({
      github: { summaryFile: join(folder, 'file/summary') },
    })
    const targets = [
      { name: 'junit' as const, file: 'file/junit.xml' },
      { name: 'github' as const },
      { name: 'tap' as const },
    ]
    expect(writeReports(fullReport, targets, terminal)).toBe(false)
    expect(printed).toHaveLength(2)
    expect(complaints).toEqual([
      expect.stringMatching(/^--reporter: expected file\/junit\.xml to be writable, got E/),
      expect.stringMatching(/^--reporter: expected the step summary to be writable, got ENOTDIR/),
    ])
  })

  test('says so when others have left no room in the step summary', () => {
    const summaryFile = join(folder, 'summary')
    writeFileSync(summaryFile, 'x'.repeat(1024 * 1024 - 100))
    const { terminal, complaints } = createFakeTerminal({ github: { summaryFile } })
    expect(writeReports(fullReport, [{ name: 'github' }], terminal)).toBe(false)
    expect(complaints).toEqual([
      expect.stringContaining('expected a number of at least 16384 (bytes), got 99 (number)'),
    ])
  })

  test.each([
    ['the checkout, for a run in a folder of it', '/app', '/app/packages/web', 'src/thumbnail.js'],
    ['the folder of the run, when it was elsewhere', '/other', '/app/src', 'thumbnail.js'],
    ['the folder of the run, when that is the checkout', '/app', '/app', 'src/thumbnail.js'],
  ])('names paths from %s', (_, repository, cwd, path) => {
    const { terminal } = createFakeTerminal({ repository })
    const report = { ...fullReport, roots: [cwd], offenders: [fullOffender] }
    writeReports(report, [{ name: 'junit', file: 'junit.xml' }], terminal)
    expect(read('junit.xml')).toContain(`<testsuite name="${path}"`)
  })

  test('shows a report of another machine with paths from the folder of its run, and own ones from here', () => {
    const { terminal, printed } = createFakeTerminal()
    writeReports(fullReport, [{ name: 'text' }], terminal)
    const here = { ...terminal, cwd: '/app/src' }
    writeReports(fullReport, [{ name: 'text' }], here)
    expect(printed[0]).toContain('\n  resize src/thumbnail.js:42:9\n')
    expect(printed[1]).toContain('\n  resize thumbnail.js:42:9\n')
  })
})
