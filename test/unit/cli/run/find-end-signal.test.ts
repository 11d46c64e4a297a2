import { describe, expect, test } from 'vitest'
import { createSignalLog, findEndSignal, forgiveEnd } from '../../../../src/cli/run/child.js'
import { NO_SUMMARY } from '../../../../src/cli/run/run-files.js'
import type { EndSignal } from '../../../../src/model/report.js'
import { fullProcess, killedProcess } from '../../reporters/sample-report.js'

describe('findEndSignal', () => {
  test.each<[number | null, NodeJS.Signals | null, EndSignal[], EndSignal | undefined]>([
    [null, 'SIGINT', [], 'SIGINT'],
    [null, 'SIGTERM', ['SIGINT'], 'SIGTERM'],
    [null, 'SIGHUP', [], 'SIGHUP'],
    [130, null, ['SIGINT'], 'SIGINT'],
    [143, null, ['SIGTERM', 'SIGINT'], 'SIGTERM'],
    [129, null, ['SIGHUP'], 'SIGHUP'],
    [130, null, [], undefined],
    [130, null, ['SIGTERM'], undefined],
    [1, null, ['SIGINT'], undefined],
    [0, null, ['SIGINT'], undefined],
    [null, 'SIGKILL', ['SIGTERM'], undefined],
    [null, 'SIGSEGV', [], undefined],
    [137, null, ['SIGTERM'], undefined],
  ])('takes exit code %j and signal %j after %j for %j', (exitCode, signal, received, expected) => {
    expect(findEndSignal({ exitCode, signal }, new Set(received))).toBe(expected)
  })
})

describe('forgiveEnd', () => {
  test('forgets that a process left no summary, and nothing else', () => {
    const { incomplete: _, ...begun } = killedProcess
    expect(forgiveEnd(killedProcess)).toEqual(begun)
    expect(forgiveEnd(fullProcess)).toEqual(fullProcess)
    expect(forgiveEnd({ ...killedProcess, incomplete: `line 3: a; b; ${NO_SUMMARY}` }).incomplete).toBe('line 3: a; b')
  })
})

describe('createSignalLog', () => {
  test('knows when the first signal came, and whether somebody asks again', () => {
    let nowMs = Date.UTC(2026, 2, 1, 10)
    const log = createSignalLog(() => nowMs)
    expect(log.received).toEqual({ names: new Set() })
    expect(log.add('SIGINT')).toBe(false)
    nowMs += 40
    expect(log.add('SIGINT')).toBe(false)
    nowMs += 1000
    expect(log.add('SIGTERM')).toBe(true)
    expect(log.received).toEqual({ names: new Set(['SIGINT', 'SIGTERM']), firstAt: '2026-03-01T10:00:00.000Z' })
  })
})
