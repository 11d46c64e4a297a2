import type { RunRecord } from '../../../../src/model/run-record.js'
import { bareBlock, fullBlock, fullProcess, fullReport } from '../../reporters/sample-report.js'

const { summary, exitCode, ...startedProcess } = fullProcess
const { schemaVersion, platform, thresholdMs } = fullReport

/** Lines of a run file: that of the sample report's first process. */
export const processRecord: Extract<RunRecord, { type: 'process' }> = {
  type: 'process',
  ...startedProcess,
  ...{ schemaVersion, platform, thresholdMs },
}

export const blockRecord: Extract<RunRecord, { type: 'block' }> = { type: 'block', block: fullBlock }

export const hangRecord: Extract<RunRecord, { type: 'block' }> = {
  type: 'block',
  block: { ...bareBlock, durationMs: 5000, hang: true },
}

export const evidenceRecord: Extract<RunRecord, { type: 'evidence' }> = {
  type: 'evidence',
  evidence: {
    id: '100-0-3',
    pid: 100,
    threadId: 0,
    startedAt: '2026-03-01T10:00:03.000Z',
    startMs: 3000,
    endMs: 3080,
    durationMs: 80,
    thresholdMs: 50,
    samples: [
      {
        source: 'interrupt',
        atMs: 3020,
        postedAtMs: 3019.6,
        stack: [{ function: 'resize', typeName: null, file: 'file:///app/src/thumbnail.js', line: 42, column: 9 }],
        asyncId: 7,
        resourceType: 'Timeout',
        job: 0,
      },
    ],
    ignoredSpans: [],
    cwd: '/app',
  },
}

export const endRecord: Extract<RunRecord, { type: 'end' }> = { type: 'end', summary, exitCode }

export const momentRecord: Extract<RunRecord, { type: 'moment' }> = {
  type: 'moment',
  name: 'evaluated',
  at: '2026-03-01T10:00:00.400Z',
}

const { delay: _delay, ...seenSoFar } = summary

export const progressRecord: Extract<RunRecord, { type: 'progress' }> = {
  type: 'progress',
  summary: seenSoFar,
  delays: { startup: [], running: [{ samples: [{ intervalMs: 60, count: 1 }], resolutionMs: 20 }], ending: [] },
}

/** The text of a run file with these records. */
export function writeRunFile(...records: unknown[]): string {
  return records.map(record => `${JSON.stringify(record)}\n`).join('')
}
