import { describe, expect, test } from 'vitest'
import { judgeExitCode } from '../../../src/cli/exit-code.js'
import { bareBlock } from '../reporters/sample-report.js'

describe('judgeExitCode', () => {
  test.each([
    [0, 'pass', true, 0],
    [0, 'fail', true, 1],
    [0, 'inconclusive', true, 2],
    [3, 'pass', true, 3],
    [3, 'fail', false, 3],
    [null, 'fail', true, 2],
    [0, 'pass', false, 2],
  ] as const)(
    'makes of exit code %s, verdict %s, reports written %s the code %s',
    (exitCode, status, areWritten, code) => {
      expect(judgeExitCode({ exitCode, verdict: { status, reasons: [] }, blocks: [] }, areWritten)).toBe(code)
    },
  )

  test.each([
    [0, 'pass', 0],
    [0, 'fail', 1],
    [null, 'pass', 2],
    [3, 'pass', 3],
  ] as const)('makes of exit code %s, inconclusive and on-inconclusive %s the code %s', (exitCode, outcome, code) => {
    expect(
      judgeExitCode({ exitCode, verdict: { status: 'inconclusive', reasons: [] }, blocks: [] }, true, outcome),
    ).toBe(code)
  })

  test.each([
    [null, 'pass', true, 0],
    [null, 'fail', true, 1],
    [143, 'pass', true, 0],
    [143, 'inconclusive', true, 2],
    [null, 'pass', false, 2],
  ] as const)(
    'goes by the verdict alone when the command was asked for its end: exit code %s, %s, reports written %s, the code %s',
    (exitCode, status, areWritten, code) => {
      const report = { exitCode, signal: 'SIGTERM' as const, verdict: { status, reasons: [] }, blocks: [] }
      expect(judgeExitCode(report, areWritten)).toBe(code)
    },
  )

  test.each([
    ['killed', null, 1],
    ['a shell around it', 137, 1],
    ['one that went on', 0, 1],
    ['a runner that says so by itself', 7, 7],
  ])('makes 1 of a command that loophound has ended, unless it failed by itself: %s', (_, exitCode, code) => {
    const verdict = { status: 'fail' as const, reasons: [] }
    expect(judgeExitCode({ exitCode, verdict, blocks: [{ ...bareBlock, ended: true }] }, true)).toBe(code)
  })

  test('keeps a verdict that is not inconclusive', () => {
    expect(judgeExitCode({ exitCode: 0, verdict: { status: 'fail', reasons: [] }, blocks: [] }, true, 'pass')).toBe(1)
  })
})
