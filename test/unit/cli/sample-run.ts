import type { RunRecord } from '../../../src/model/run-record.js'
import { bareBlock, fullBlock, fullSummary } from '../reporters/sample-report.js'

/** Lines of a run file. */
export const processRecord: Extract<RunRecord, { type: 'process' }> = {
  type: 'process',
  schemaVersion: 1,
  pid: 100,
  ppid: 99,
  threadId: 0,
  argv: ['/usr/bin/node', 'src/server.js'],
  cwd: '/app',
  node: 'v20.20.2',
  platform: 'linux',
  startedAt: '2026-03-01T10:00:00.000Z',
  thresholdMs: 50,
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

export const endRecord: Extract<RunRecord, { type: 'end' }> = { type: 'end', summary: fullSummary, exitCode: 0 }

/** The text of a run file with these records. */
export function writeRunFile(...records: unknown[]): string {
  return records.map(record => `${JSON.stringify(record)}\n`).join('')
}
