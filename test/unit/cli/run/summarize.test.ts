import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { describe, expect, test } from 'vitest'
import { formatFingerprint } from '../../../../src/analysis/fingerprint.js'
import { NO_SUMMARY, readRunFile } from '../../../../src/cli/run/run-files.js'
import { type RunFacts, summarizeRun } from '../../../../src/cli/run/summarize.js'
import { fullBlock, fullProcess, fullReport, fullSummary, resizeFrame } from '../../reporters/sample-report.js'
import { blockRecord, endRecord, evidenceRecord, processRecord, progressRecord, writeRunFile } from './sample-run.js'

const { tool, command, exitCode, startedAt, durationMs, thresholdMs } = fullReport

const facts: RunFacts = {
  ...{ version: tool.version, command, exitCode, startedAt, durationMs, thresholdMs },
  root: '/app',
  node: 'v99.0.0',
  platform: 'plan9',
  ownDirectory: '/loophound/dist',
  sources: { readSource: () => undefined },
}

/** The sample's fingerprint is a made-up one. */
const identified = { ...fullBlock, fingerprint: formatFingerprint('javascript', resizeFrame, '/app') }

function createFile(pid: number, ...records: unknown[]) {
  return { pid, threadId: 0, ...readRunFile(writeRunFile(...records)) }
}

/** A histogram with one value, in the form in which processes hand it over. */
function encodeDelay(delayMs: number): string {
  const histogram = build({ bitBucketSize: 64, autoResize: true })
  histogram.recordValue(delayMs * 1000)
  return encodeIntoCompressedBase64(histogram)
}

describe('summarizeRun', () => {
  test('reports what the files hold, with the facts of the run', () => {
    const report = summarizeRun([createFile(100, processRecord, blockRecord, endRecord)], facts)
    // The sample's delay is one of figures only, without the histogram that delays are merged by.
    const { delay: _delay, offenders: _offenders, verdict: _verdict, ...sample } = fullReport
    expect(report).toEqual({ ...sample, processes: [fullProcess], blocks: [identified] })
  })

  test('tells offenders apart by their path in the project, whatever the working directory of their process', () => {
    const files = ['/app', '/app/packages/a'].map((cwd, index) => {
      const evidence = { ...evidenceRecord.evidence, cwd }
      return createFile(index + 1, { ...processRecord, cwd }, { ...evidenceRecord, evidence }, endRecord)
    })
    const { blocks } = summarizeRun(files, facts)
    expect(new Set(blocks.map(({ fingerprint }) => fingerprint))).toEqual(
      new Set([formatFingerprint('javascript', resizeFrame, '/app')]),
    )
  })

  test('judges evidence that the process had no time for', () => {
    const { blocks } = summarizeRun([createFile(100, processRecord, evidenceRecord, endRecord)], facts)
    expect(blocks).toMatchObject([{ id: '100-0-3', durationMs: 80, culprit: { function: 'resize', line: 42 } }])
  })

  test('puts the blocks of all processes in order of time', () => {
    const late = { type: 'block', block: { ...fullBlock, id: '1-0-1', startedAt: '2026-03-01T10:00:09.000Z' } }
    const early = { type: 'block', block: { ...fullBlock, id: '2-0-1', startedAt: '2026-03-01T10:00:00.500Z' } }
    const files = [createFile(1, processRecord, late, blockRecord), createFile(2, processRecord, early)]
    expect(summarizeRun(files, facts).blocks.map(({ id }) => id)).toEqual(['2-0-1', '100-0-1', '1-0-1'])
  })

  test('merges the delays of all processes', () => {
    const files = [1, 40].map((delayMs, index) => {
      const delay = {
        p50Ms: delayMs,
        p90Ms: delayMs,
        p99Ms: delayMs,
        p999Ms: delayMs,
        maxMs: delayMs,
        hdr: encodeDelay(delayMs),
      }
      return createFile(index + 1, processRecord, { ...endRecord, summary: { ...fullSummary, delay } })
    })
    const { delay } = summarizeRun(files, facts)
    // Of two values one is the median and the other the rest; the histogram keeps three digits.
    expect(delay?.p50Ms).toBeCloseTo(1, 1)
    expect(delay?.p99Ms).toBeCloseTo(40, 0)
    expect(delay?.maxMs).toBeCloseTo(40, 0)
  })

  test('says of a process why it is incomplete and keeps the rest of the run', () => {
    const files = [
      createFile(1, { ...processRecord, schemaVersion: 3 }),
      createFile(2, processRecord, blockRecord, endRecord),
    ]
    const report = summarizeRun(files, facts)
    expect(report.processes[0]).toEqual({
      pid: 1,
      ppid: 0,
      threadId: 0,
      argv: [],
      cwd: '',
      node: '',
      startedAt: facts.startedAt,
      role: 'app',
      incomplete: 'its run file: schemaVersion: expected 2, got 3 (number)',
    })
    expect(report.blocks).toEqual([identified])
  })

  test('says of a process that was ended that it was, whichever of its threads it was ended for', () => {
    const ended = { type: 'block', block: { ...blockRecord.block, ended: true } }
    const files = [
      createFile(1, processRecord),
      { ...createFile(1, { ...processRecord, threadId: 3 }, ended), threadId: 3 },
    ]
    const { processes } = summarizeRun(files, facts)
    expect(processes.map(({ incomplete }) => incomplete)).toEqual(['it was ended in an endless loop', undefined])
  })

  describe('the phase of a block', () => {
    const block = { ...fullBlock, startedAt: '2026-03-01T10:00:02.000Z', durationMs: 100, phase: 'running' }
    const listening = { type: 'moment', name: 'listening', at: '2026-03-01T10:00:03.000Z' }
    const startedProcess = { ...processRecord, startedAt: '2026-03-01T10:00:00.000Z' }
    const summarize = (records: unknown[], more: Partial<RunFacts> = {}) =>
      summarizeRun([createFile(1, startedProcess, ...records, endRecord)], { ...facts, ...more }).blocks[0]?.phase

    test('is start-up after all in a thread that listened later', () => {
      expect(summarize([{ type: 'block', block }])).toBe('running')
      expect(summarize([{ type: 'block', block }, listening])).toBe('startup')
    })

    test('is running when start-up had lasted for its limit by then', () => {
      expect(summarize([{ type: 'block', block }, listening], { startupLimitMs: 1000 })).toBe('running')
    })

    test('is ending when the command had been asked to end by then', () => {
      expect(summarize([{ type: 'block', block }], { endingAt: '2026-03-01T10:00:01.900Z' })).toBe('ending')
      expect(summarize([{ type: 'block', block }], { endingAt: '2026-03-01T10:00:02.100Z' })).toBe('running')
    })

    test('is found for a block that the process had no time to judge, too', () => {
      const evidence = { ...evidenceRecord.evidence, startedAt: block.startedAt, phase: 'running' }
      expect(summarize([{ type: 'evidence', evidence }, listening])).toBe('startup')
    })

    test('is found by what its own thread did, not another', () => {
      const files = [
        createFile(1, startedProcess, listening, endRecord),
        { ...createFile(1, { ...startedProcess, threadId: 3 }, { type: 'block', block }), threadId: 3 },
      ]
      expect(summarizeRun(files, facts).blocks).toMatchObject([{ phase: 'running' }])
    })
  })

  describe('the role of a process', () => {
    const serving = { type: 'moment', name: 'serving', at: '2026-03-01T10:00:01.000Z' }
    const entry = { ...processRecord, argv: ['/usr/bin/node', '/app/tools/gen.js'] }
    const rules = [{ file: 'tools/*.js', role: 'tool' as const }]

    test('is found by what it did, and is that of its blocks', () => {
      const { processes, blocks } = summarizeRun([createFile(1, processRecord, blockRecord, serving, endRecord)], facts)
      expect(processes).toMatchObject([{ role: 'pool', moments: { serving: serving.at } }])
      expect(blocks).toMatchObject([{ process: { ...fullBlock.process, role: 'pool' } }])
    })

    test('is found by the rules of the config, whose paths are relative to the folder of the run', () => {
      expect(summarizeRun([createFile(1, entry, endRecord)], { ...facts, roles: rules }).processes).toMatchObject([
        { role: 'tool' },
      ])
      expect(summarizeRun([createFile(1, entry, endRecord)], facts).processes).toMatchObject([{ role: 'app' }])
    })

    test('of a thread is that of its process, by the entry of the main thread', () => {
      const worker = { ...processRecord, threadId: 3, argv: ['/usr/bin/node', '/app/src/worker.js'] }
      const files = [
        { ...createFile(1, worker, blockRecord), threadId: 3 },
        createFile(1, entry, endRecord),
        { ...createFile(2, worker, blockRecord), threadId: 3 },
      ]
      const { processes } = summarizeRun(files, { ...facts, roles: rules })
      expect(processes.map(({ role }) => role)).toEqual(['tool', 'tool', 'app'])
    })

    test('is that of hooks in the thread that said so', () => {
      const hooks = { ...createFile(1, { ...processRecord, threadId: 1, kind: 'hooks' }), threadId: 1 }
      expect(summarizeRun([hooks], facts).processes).toMatchObject([{ role: 'hooks', kind: 'hooks' }])
    })
  })

  describe('a process that left no end', () => {
    const early = { ...progressRecord, summary: { ...fullSummary, startupMs: 111 } }
    const late = { ...progressRecord, summary: { ...fullSummary, startupMs: 222 } }

    test('has the summary of what was last seen, and no exit code', () => {
      const { processes } = summarizeRun([createFile(1, processRecord, early, late)], facts)
      expect(processes).toMatchObject([{ summary: { startupMs: 222 }, incomplete: NO_SUMMARY }])
      expect(processes[0]).not.toHaveProperty('exitCode')
    })

    test('is none when it did: then its end counts', () => {
      const { processes } = summarizeRun([createFile(1, processRecord, early, endRecord)], facts)
      expect(processes).toMatchObject([{ summary: fullSummary, exitCode: endRecord.exitCode }])
      expect(processes[0]).not.toHaveProperty('incomplete')
    })

    test('has part in the delay of the run by what was last seen', () => {
      const delay = { p50Ms: 40, p90Ms: 40, p99Ms: 40, p999Ms: 40, maxMs: 40, hdr: encodeDelay(40) }
      const seen = { ...progressRecord, summary: { ...fullSummary, delay } }
      expect(summarizeRun([createFile(1, processRecord, seen)], facts).delay?.maxMs).toBeCloseTo(40, 0)
    })
  })

  test('names every version of Node that ran', () => {
    const files = [
      createFile(1, processRecord),
      createFile(2, { ...processRecord, node: 'v24.0.0' }),
      createFile(3, processRecord),
    ]
    expect(summarizeRun(files, facts).node).toBe('v20.20.2, v24.0.0')
  })

  test('names the Node of the run itself when no process told its own', () => {
    const report = summarizeRun([], facts)
    expect(report).toMatchObject({ node: 'v99.0.0', platform: 'plan9', processes: [], blocks: [] })
  })
})
