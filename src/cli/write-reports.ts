import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Report } from '../model/report.js'
import { formatJson } from '../reporters/json.js'
import type { TextOptions } from '../reporters/palette.js'
import { formatText } from '../reporters/text.js'
import type { Terminal } from './terminal.js'

/** Where a report goes, and in which format. */
export interface ReporterTarget {
  name: ReporterName
  /** Path relative to the working directory; absent for stdout. */
  file?: string
}

/** Names of the formats. */
export type ReporterName = 'text' | 'json'

const REPORTERS: Record<ReporterName, (report: Report, options: TextOptions) => string> = {
  text: formatText,
  json: formatJson,
}

/** The names that `--reporter` knows. */
export const REPORTER_NAMES: ReporterName[] = ['text', 'json']

/**
 * Writes a report to each target. One that cannot be written is named on stderr and keeps none of the others from being written.
 *
 * @returns whether all were written
 */
export function writeReports(report: Report, targets: ReporterTarget[], terminal: Terminal): boolean {
  return targets.map(target => writeReport(report, target, terminal)).every(Boolean)
}

function writeReport(report: Report, { name, file }: ReporterTarget, terminal: Terminal): boolean {
  const color = file === undefined && terminal.isColorWanted
  try {
    const output = REPORTERS[name](report, { color, cwd: terminal.cwd })
    if (file === undefined) terminal.print(output)
    else writeWithFolder(resolve(terminal.cwd, file), output)
    return true
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error)
    terminal.complain(`--reporter: expected ${file ?? name} to be writable, got ${got}`)
    return false
  }
}

function writeWithFolder(file: string, output: string): void {
  createFolder(dirname(file))
  writeFileSync(file, output)
}

// Not `recursive`: below a folder like /proc, where nothing can be made, Node 20 tries for ever.
function createFolder(folder: string): void {
  if (existsSync(folder)) return
  createFolder(dirname(folder))
  mkdirSync(folder)
}
