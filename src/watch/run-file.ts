import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RunRecord, SCHEMA_VERSION } from '../model/run-record.js'
import { formatWallTime, nowMs } from '../probes/clock.js'
import { isHooksThread } from '../probes/hooks-thread.js'
import { ownRuntime } from '../probes/runtime.js'
import { readThreadName } from '../probes/thread-name.js'
import { readWorkingDirectory } from '../probes/working-directory.js'

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
