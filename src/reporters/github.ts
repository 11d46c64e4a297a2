import type { Offender, Report } from '../model/report.js'
import { findPlace, formatSentence, judgeLevel, type Level } from './offender-facts.js'
import { findProjectPath, type ProjectOptions } from './project-path.js'
import { listStaleness } from './text/baseline.js'
import { formatStack } from './text/frames.js'
import { createPalette } from './text/palette.js'
import { formatPlain, formatPlural, formatRemedy } from './text/words.js'

/** GitHub shows so many annotations of a level for each step, and drops the others without a word. */
const MAX_ANNOTATIONS = 10

/**
 * A report as workflow commands of GitHub Actions, which become annotations on the lines of code: errors when the run failed, else warnings;
 * what does not count is a notice. At most ten of a level, the last of which says how many more there are. Paths should be
 * relative to the root of the repository. Empty when there is nothing to say.
 *
 * @example
 * process.stdout.write(formatGithub(report, { roots: ['/home/runner/work/app/app'] }))
 */
export function formatGithub(report: Report, options: ProjectOptions = {}): string {
  const { roots = report.roots } = options
  const annotations = [
    ...annotateVerdict(report),
    ...annotateStaleness(report),
    ...report.offenders.map(offender => annotateOffender(offender, report, roots)),
  ]
  const levels: Level[] = ['error', 'warning', 'notice']
  return levels
    .flatMap(level => limitAnnotations(annotations.filter(annotation => annotation.level === level)))
    .map(formatCommand)
    .join('')
}

interface Annotation {
  level: Level
  title: string
  file?: string
  line?: number
  column?: number
  /** May have several lines. */
  message: string
}

function annotateVerdict({ verdict: { status, reasons } }: Report): Annotation[] {
  if (status === 'pass' && reasons.length === 0) return []
  const level = status === 'pass' ? 'notice' : 'error'
  return [{ level, title: `loophound: ${status}`, message: reasons.map(formatPlain).join('\n') || status }]
}

function annotateStaleness(report: Report): Annotation[] {
  const lines = listStaleness(report)
  return lines.length === 0
    ? []
    : [{ level: 'warning', title: 'loophound: not needed any more', message: lines.join('\n') }]
}

function annotateOffender(offender: Offender, { verdict }: Report, roots: string[]): Annotation {
  const place = findPlace(offender)
  const excuse = offender.excused === undefined ? undefined : `Does not count: ${formatPlain(offender.excused)}`
  const stack = formatStack(offender.stack, createPalette({ color: false }), { color: false, roots })
  const lines = [excuse, formatPlain(offender.why), ...stack.map(line => `  ${line}`), formatRemedy(offender.remedy)]
  return {
    level: judgeLevel(offender, verdict),
    title: `loophound: ${formatSentence(offender)}`,
    ...(place ? { file: formatPlain(findProjectPath(place.file, roots) ?? place.file), line: place.line } : {}),
    ...(place && place.column > 0 ? { column: place.column } : {}),
    message: lines.filter(Boolean).join('\n') || offender.cause,
  }
}

function limitAnnotations(annotations: Annotation[]): Annotation[] {
  const [first] = annotations
  if (!first || annotations.length <= MAX_ANNOTATIONS) return annotations
  const shown = annotations.slice(0, MAX_ANNOTATIONS - 1)
  const left = formatPlural(annotations.length - shown.length, 'more place')
  return [...shown, { level: first.level, title: 'loophound', message: `${left}: see the other reports of this run` }]
}

function formatCommand({ level, title, file, line, column, message }: Annotation): string {
  const properties: [name: string, value: string | number | undefined][] = [
    ['title', title],
    ['file', file],
    ['line', line],
    ['col', column],
  ]
  const words = properties.flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${escapeProperty(`${value}`)}`,
  )
  return `::${level} ${words.join(',')}::${escapeData(message)}\n`
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
