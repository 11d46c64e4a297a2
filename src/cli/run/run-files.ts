import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runRecordShapes } from '../../formats/run-record.js'
import type { Block } from '../../model/block.js'
import { formatGot } from '../../model/errors.js'
import type { Evidence } from '../../model/evidence.js'
import type { MomentName } from '../../model/phase.js'
import type { RunRecord } from '../../model/run-record.js'
import { formatMismatch, hasShape } from '../../model/shape.js'

/** What one watched thread left behind. */
export interface RunFile {
  /** Absent when the first line could not be read. */
  process?: Extract<RunRecord, { type: 'process' }>
  /** The last state of each block. */
  blocks: Block[]
  /** Blocks that nobody judged yet. */
  evidence: Evidence[]
  /** When what first happened. */
  moments: Partial<Record<MomentName, string>>
  /** What was seen so far, when it was last written; absent when it never was. */
  progress?: Extract<RunRecord, { type: 'progress' }>
  /** Absent when the process was killed, or the worker thread terminated. */
  end?: Extract<RunRecord, { type: 'end' }>
  /** What is missing and why; empty when nothing is. */
  problems: string[]
}

/**
 * Reads the text of a run file, all that can be read of it. A file of another schema version or with foreign content gives a problem
 * instead of blocks; so does a line that was cut off when the process was killed.
 */
export function readRunFile(text: string): RunFile {
  const lines = text.split('\n')
  const unfinished = lines.pop() ?? ''
  const records = lines.map(readLine)
  const first = records[0] ?? readLine(unfinished)
  if (!('record' in first) || first.record.type !== 'process') return readForeignFile(text, lines[0] ?? unfinished)
  const last = unfinished ? readLine(unfinished) : undefined
  const problems = records.flatMap((line, index) => ('problem' in line ? [`line ${index + 1}: ${line.problem}`] : []))
  if (last && 'problem' in last) problems.push('the last line of its run file is cut off')
  const file = collectRecords(
    [...records, ...(last ? [last] : [])].flatMap(line => ('record' in line ? [line.record] : [])),
  )
  // A worker thread that is terminated leaves none; when the process was killed, its main thread tells.
  if (!file.end && first.record.threadId === 0) problems.push(NO_SUMMARY)
  return { ...file, process: first.record, problems }
}

/** What is wrong with the run file of a process that did not come to its own end. */
export const NO_SUMMARY = 'it left no summary: it was killed, or outlived the command'

type Line = { record: RunRecord } | { problem: string }

function readLine(line: string): Line {
  const value = parseJson(line)
  const type = readType(value)
  if (type === undefined) return { problem: `expected a record of a run file, got ${formatGot(value ?? line)}` }
  const record = readAs(type, value)
  return record ? { record } : { problem: formatMismatch(value, runRecordShapes[type]) ?? 'expected a record' }
}

function readAs(type: RunRecord['type'], value: unknown): RunRecord | undefined {
  const shapes = runRecordShapes
  if (type === 'process') return hasShape(value, shapes.process) ? value : undefined
  if (type === 'block') return hasShape(value, shapes.block) ? value : undefined
  if (type === 'moment') return hasShape(value, shapes.moment) ? value : undefined
  if (type === 'progress') return hasShape(value, shapes.progress) ? value : undefined
  if (type === 'evidence') return hasShape(value, shapes.evidence) ? value : undefined
  return hasShape(value, shapes.end) ? value : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readType(value: unknown): RunRecord['type'] | undefined {
  const type = readField(value, 'type')
  return RECORD_TYPES.find(known => known === type)
}

const RECORD_TYPES: readonly RunRecord['type'][] = ['process', 'block', 'evidence', 'moment', 'progress', 'end']

function readField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined
}

function readForeignFile(text: string, firstLine: string): RunFile {
  return { blocks: [], evidence: [], moments: {}, problems: [describeForeign(text, firstLine)] }
}

function describeForeign(text: string, firstLine: string): string {
  if (text === '') return 'its run file: expected a process line, got an empty file'
  const value = parseJson(firstLine)
  const mismatch = value === undefined ? undefined : formatMismatch(value, runRecordShapes.process)
  return `its run file: ${mismatch ?? `expected a process line, got ${formatGot(firstLine)}`}`
}

function collectRecords(records: RunRecord[]): Omit<RunFile, 'process' | 'problems'> {
  const blocks = new Map<string, Block>()
  const evidence = new Map<string, Evidence>()
  const moments: RunFile['moments'] = {}
  let progress: Extract<RunRecord, { type: 'progress' }> | undefined
  let end: Extract<RunRecord, { type: 'end' }> | undefined
  for (const record of records) {
    // A hang is written again when it is over, under the same id: the later line has the whole of it.
    if (record.type === 'block') {
      blocks.set(record.block.id, record.block)
      evidence.delete(record.block.id)
    }
    if (record.type === 'evidence') {
      evidence.set(record.evidence.id, record.evidence)
      blocks.delete(record.evidence.id)
    }
    if (record.type === 'moment') moments[record.name] ??= record.at
    if (record.type === 'progress') progress = record
    if (record.type === 'end') end = record
  }
  const ends = { ...(progress ? { progress } : {}), ...(end ? { end } : {}) }
  return { blocks: [...blocks.values()], evidence: [...evidence.values()], moments, ...ends }
}

/** A run file with whose it is. */
export interface NamedRunFile extends RunFile {
  pid: number
  threadId: number
}

/**
 * Reads every run file of a run, in order of process and thread. A file that cannot be read is there with its problem named; files with
 * other names are left alone.
 */
export function readRunDirectory(runDirectory: string): NamedRunFile[] {
  return listRunFiles(runDirectory).map(({ file, pid, threadId }) => ({ pid, threadId, ...readFile(file) }))
}

/** Paths of the run files of a run, with the process and thread that their names tell. */
export function listRunFiles(runDirectory: string): { file: string; pid: number; threadId: number }[] {
  return readdirSync(runDirectory)
    .flatMap(name => {
      const [, pid, threadId] = /^(\d+)-(\d+)\.ndjson$/.exec(name) ?? []
      return pid && threadId ? [{ file: join(runDirectory, name), pid: Number(pid), threadId: Number(threadId) }] : []
    })
    .sort((a, b) => a.pid - b.pid || a.threadId - b.threadId)
}

function readFile(file: string): RunFile {
  try {
    return readRunFile(readFileSync(file, 'utf8'))
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error)
    return { blocks: [], evidence: [], moments: {}, problems: [`its run file: expected a readable file, got ${got}`] }
  }
}
