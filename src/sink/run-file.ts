import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { SCHEMA_VERSION } from '../model/report.js'
import type { RunRecord } from '../model/run-record.js'
import { formatWallTime, nowMs } from '../system/clock.js'
import { isHooksThread, readThreadName, readWorkingDirectory } from '../system/process.js'
import { ownRuntime } from '../system/runtime.js'

/** Appends one record with one write, so that what is written survives whatever happens to the process. @throws when the disk does */
export function appendRunRecord(runFile: string, record: RunRecord): void {
  appendFileSync(runFile, `${JSON.stringify(record)}\n`)
}

/** Path of a watched thread's run file. */
export function findRunFile(runDirectory: string, pid: number, threadId: number): string {
  return join(runDirectory, `${pid}-${threadId}.ndjson`)
}

/** First record of a run file. */
export function describeProcess(threadId: number, thresholdMs: number): RunRecord {
  const threadName = readThreadName()
  return {
    type: 'process',
    schemaVersion: SCHEMA_VERSION,
    pid: process.pid,
    ppid: process.ppid,
    threadId,
    argv: process.argv,
    execArgv: process.execArgv,
    ...(isHooksThread() ? { kind: 'hooks' } : {}),
    ...(threadName === undefined ? {} : { threadName }),
    cwd: readWorkingDirectory(),
    node: ownRuntime.label,
    platform: process.platform,
    startedAt: formatWallTime(nowMs()),
    thresholdMs,
  }
}

/** Identity of the `number`th block of a thread: a hang is told under the number that its block will get. */
export function formatBlockId(pid: number, threadId: number, number: number): string {
  return `${pid}-${threadId}-${number}`
}
