import { appendFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ReporterConfig, ReporterName } from '../../model/config.js'
import { toProjectPath } from '../../model/project-path.js'
import type { Report } from '../../model/report.js'
import { formatGithub } from '../../reporters/github.js'
import { formatJson } from '../../reporters/json.js'
import { formatJunit } from '../../reporters/junit.js'
import { formatMarkdown, type MarkdownOptions } from '../../reporters/markdown.js'
import { formatSarif } from '../../reporters/sarif.js'
import { formatTap } from '../../reporters/tap.js'
import { formatPlain } from '../../reporters/text/words.js'
import { formatText } from '../../reporters/text.js'
import type { Terminal } from '../terminal.js'

/**
 * Writes a report to each target: when there is none, as text to stdout, and under GitHub Actions as annotations too. One that cannot be
 * written is named on stderr and keeps none of the others from being written. When all go to files, stderr ends with the verdict in one line.
 *
 * @returns whether all were written
 */
export function writeReports(report: Report, targets: ReporterConfig[], terminal: Terminal): boolean {
  const wanted = targets.length > 0 ? targets : listDefaultTargets(terminal)
  const areWritten = wanted.map(target => writeReport(report, target, terminal)).every(Boolean)
  if (wanted.every(({ file }) => file !== undefined)) terminal.complain(formatVerdictLine(report))
  return areWritten
}

/** `fail: 1 block, 0 allowed`, as a message of ours on stderr. */
function formatVerdictLine({ verdict: { status, reasons } }: Report): string {
  return formatPlain([status, reasons.join('; ')].filter(Boolean).join(': '))
}

function listDefaultTargets({ ci }: Terminal): ReporterConfig[] {
  return ci.github ? [{ name: 'text' }, { name: 'github' }] : [{ name: 'text' }]
}

function writeReport(report: Report, { name, file }: ReporterConfig, terminal: Terminal): boolean {
  const options = createOptions(report, name, file, terminal)
  const summaryFile = name === 'github' ? terminal.ci.github?.summaryFile : undefined
  const isWritten = tryToWrite(file ?? name, terminal, () => {
    const output = REPORTER_TABLE[name](report, options)
    if (file === undefined) terminal.print(output)
    else writeWithFolder(resolve(terminal.cwd, file), output)
  })
  if (summaryFile === undefined) return isWritten
  return tryToWrite('the step summary', terminal, () => appendStepSummary(summaryFile, report, options)) && isWritten
}

function createOptions(
  { roots }: Report,
  name: ReporterName,
  file: string | undefined,
  { cwd, ci, isColorWanted }: Terminal,
): ReporterOptions {
  const sourceUrl = ci.github?.sourceUrl
  // Paths that can be clicked here, if the run was here.
  const isHere = name === 'text' && roots.some(root => isWithin(cwd, root))
  return {
    color: file === undefined && isColorWanted,
    ...(isHere ? { cwd } : { roots: findRoots(roots, ci.repository) }),
    ...(sourceUrl === undefined ? {} : { sourceUrl }),
  }
}

/** Where services look for files: in the checkout, whatever folder of it a run was started in. */
function findRoots(roots: string[], repository: string | undefined): string[] {
  const inRepository = (root: string) => repository !== undefined && isWithin(root, repository)
  return [...new Set(roots.map(root => (inRepository(root) ? (repository ?? root) : root)))]
}

function isWithin(folder: string, outer: string): boolean {
  return folder === outer || toProjectPath(folder, [outer]) !== folder
}

function tryToWrite(what: string, terminal: Terminal, write: () => void): boolean {
  try {
    write()
    return true
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error)
    terminal.complain(`--reporter: expected ${what} to be writable, got ${got}`)
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

/** What reporters are told, each takes what it needs. */
interface ReporterOptions {
  color: boolean
  /** Absolute folder that paths are relative to, for who reads the report here. */
  cwd?: string
  /** Absolute folders that paths are relative to, for everybody else. */
  roots?: string[]
  sourceUrl?: string
}

/** The reporters that `--reporter` knows, by name. */
const REPORTER_TABLE: Record<ReporterName, (report: Report, options: ReporterOptions) => string> = {
  text: formatText,
  json: formatJson,
  github: formatGithub,
  junit: formatJunit,
  sarif: formatSarif,
  markdown: formatMarkdown,
  tap: formatTap,
}

/** GitHub shows nothing of a step's summary that is longer, whoever wrote it. */
const MAX_SIZE_BYTES = 1024 * 1024

/**
 * Appends a report as Markdown to the step summary of GitHub Actions, within the room that others have left in it.
 *
 * @throws when there is not enough room, or the file cannot be written
 */
function appendStepSummary(file: string, report: Report, options: MarkdownOptions): void {
  const takenBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  // What stands there already may not end with a line break.
  appendFileSync(file, `\n${formatMarkdown(report, { ...options, maxSizeBytes: MAX_SIZE_BYTES - takenBytes - 1 })}`)
}
