import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RunFile, readRunFile } from './read-run-file.js'

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
