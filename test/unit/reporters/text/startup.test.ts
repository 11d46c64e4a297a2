import { describe, expect, test } from 'vitest'
import type { MomentName } from '../../../../src/model/phase.js'
import type { ProcessReport } from '../../../../src/model/report.js'
import { createPalette } from '../../../../src/reporters/text/palette.js'
import { formatStartup } from '../../../../src/reporters/text/startup.js'
import { bareBlock, fullProcess, fullReport, fullSummary } from '../sample-report.js'

const options = { color: false, cwd: '/app' }

function format(processes: ProcessReport[], blocks = fullReport.blocks): string | undefined {
  return formatStartup({ ...fullReport, processes, blocks }, createPalette(options), options)
}

/** A process that started at 10:00:00, with moments in ms after that. */
function start(startupMs: number, momentsMs: Partial<Record<MomentName, number>>, rest: Partial<ProcessReport> = {}) {
  const beginMs = Date.UTC(2026, 2, 1, 10)
  const moments = Object.entries(momentsMs).map(([name, ms]) => [name, new Date(beginMs + ms).toISOString()])
  const summary = { ...fullSummary, startupMs }
  return { ...fullProcess, summary, moments: Object.fromEntries(moments), ...rest }
}

describe('formatStartup', () => {
  test.each<[number, Partial<Record<MomentName, number>>, string]>([
    [812, { evaluated: 300, listening: 800 }, '812 ms until listening'],
    [310, { evaluated: 300, testing: 1500 }, '310 ms until its entry was evaluated'],
    [205, { testing: 200, evaluated: 1500 }, '205 ms until the first test'],
    [2500, { evaluated: 20, listening: 900, ready: 2490 }, '2500 ms until it was ready'],
    [30_000, { evaluated: 300, listening: 45_000 }, '30.0 s'],
    [40, {}, '40 ms'],
  ])('says of %j ms with the moments %j: %s', (startupMs, momentsMs, text) => {
    expect(format([start(startupMs, momentsMs)])).toBe(text)
  })

  test('names the longest of several processes of the app', () => {
    const tool = start(900, {}, { pid: 1, role: 'tool' })
    const other = start(400, {}, { pid: 2 })
    const longest = start(500, { evaluated: 490 }, { pid: 3, argv: ['/usr/bin/node', '/app/src/job.js'] })
    expect(format([tool, other, longest])).toBe('up to 500 ms until its entry was evaluated in src/job.js')
  })

  test('names the longest block of it, by its cause where nothing was named', () => {
    const early = { ...bareBlock, phase: 'startup' as const }
    const blocks = [
      early,
      { ...early, durationMs: 320 },
      { ...early, durationMs: 900, process: { ...early.process, threadId: 1 } },
      { ...early, durationMs: 900, process: { ...early.process, pid: 7 } },
      { ...bareBlock, durationMs: 900 },
    ]
    expect(format([start(812, { listening: 812 })], blocks)).toBe(
      '812 ms until listening, longest 320 ms of unknown cause',
    )
  })

  test('is silent when no start-up of the app was measured', () => {
    expect(format([start(900, {}, { role: 'pool' }), start(900, {}, { threadId: 1 }), start(0, {})])).toBeUndefined()
  })
})
