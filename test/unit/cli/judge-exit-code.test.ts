import { describe, expect, it } from 'vitest'
import { judgeExitCode } from '../../../src/cli/judge-exit-code.js'

describe('judgeExitCode', () => {
  it.each([
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
      expect(judgeExitCode({ exitCode, verdict: { status, reasons: [] } }, areWritten)).toBe(code)
    },
  )

  it.each([
    [0, 'pass', 0],
    [0, 'fail', 1],
    [null, 'pass', 2],
    [3, 'pass', 3],
  ] as const)('makes of exit code %s, inconclusive and on-inconclusive %s the code %s', (exitCode, outcome, code) => {
    expect(judgeExitCode({ exitCode, verdict: { status: 'inconclusive', reasons: [] } }, true, outcome)).toBe(code)
  })

  it('keeps a verdict that is not inconclusive', () => {
    expect(judgeExitCode({ exitCode: 0, verdict: { status: 'fail', reasons: [] } }, true, 'pass')).toBe(1)
  })
})
