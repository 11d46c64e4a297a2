import { createBadOption } from '../model/errors.js'
import type { Offender, Report } from '../model/report.js'
import { findPlace, formatSentence } from './offender-facts.js'
import { findProjectPath, formatPlace, type ProjectOptions, toUri } from './project-path.js'
import { formatOffender } from './text/offender.js'
import { createPalette } from './text/palette.js'
import { formatSummary } from './text/summary.js'
import { formatDuration, formatPlural } from './text/words.js'

/** How a report becomes Markdown. */
export interface MarkdownOptions extends ProjectOptions {
  /**
   * Longest result in bytes, at least 16384. What does not fit is counted: details go first, then rows of the table.
   *
   * @default 65000, since a comment on GitHub holds 65536 characters
   */
  maxSizeBytes?: number
  /** Address of the source files, such as `https://github.com/<owner>/<name>/blob/<commit>`: places become links. */
  sourceUrl?: string
}

/**
 * A report as Markdown for a comment on a pull request or a step summary: the verdict, a table of the offenders, worst first, what was
 * measured, and the details of each offender, folded. Ends with a line break.
 *
 * @throws LoophoundError when `maxSizeBytes` is too small
 *
 * @example
 * appendFileSync(process.env.GITHUB_STEP_SUMMARY, formatMarkdown(report, { maxSizeBytes: 1_000_000 }))
 */
export function formatMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const { maxSizeBytes = 65_000 } = options
  if (!(maxSizeBytes >= MIN_SIZE_BYTES)) {
    throw createBadOption('maxSizeBytes', `a number of at least ${MIN_SIZE_BYTES} (bytes)`, maxSizeBytes)
  }
  const { roots = report.roots } = options
  const head = [formatHeading(report), ...formatReasons(report)]
  const room = createRoom(maxSizeBytes - sizeOf(head.join('\n')) - NOTES_SIZE_BYTES)
  const measured = room.take([report], formatMeasured)
  const rows = room.take(report.offenders, (offender, index) => formatRow(offender, index, roots, options))
  const details = room.take(report.offenders, (offender, index) => formatDetails(offender, index, report, roots))
  const blocks = [
    head.join('\n'),
    ...(rows.length > 0 ? [[...TABLE_HEAD, ...rows].join('\n')] : []),
    ...formatLeft(report.offenders.length - rows.length, 'are left out here'),
    ...measured,
    ...details,
    ...formatLeft(rows.length - details.length, 'have no details here'),
  ]
  return `${blocks.join('\n\n')}\n`
}

const MIN_SIZE_BYTES = 16_384
/** For the head of the table and what is said about what was left out. */
const NOTES_SIZE_BYTES = 512
const MAX_REASONS = 10
const MAX_MEASURED = 20
const TABLE_HEAD = ['| | function | place | cause | blocks | worst | total |', '|--:|---|---|---|--:|--:|--:|']

function formatHeading({ verdict, blocks, offenders, thresholdMs, processes }: Report): string {
  const heading = `## loophound: ${verdict.status}\n`
  if (processes.length === 0) return `${heading}\nNothing was measured.`
  if (blocks.length === 0) return `${heading}\nNo block of ${thresholdMs} ms or longer.`
  const places = formatPlural(offenders.length, 'place')
  return `${heading}\n${formatPlural(blocks.length, 'block')} of ${thresholdMs} ms or longer in ${places}.`
}

function formatReasons({ verdict: { reasons } }: Report): string[] {
  const shown = reasons.slice(0, MAX_REASONS).map(reason => `- ${escapeMarkdown(shortenText(reason, 200))}`)
  const left = reasons.length - shown.length
  return shown.length === 0 ? [] : ['', ...shown, ...(left > 0 ? [`- … and ${left} more`] : [])]
}

function formatRow(offender: Offender, index: number, roots: string[], options: MarkdownOptions): string {
  const { culprit, cause, count, worstMs, totalMs, excused, hang, standing } = offender
  const remarks = [
    standing ? `<br>${standing.state}` : '',
    hang ? '<br>not over at the end' : '',
    excused === undefined ? '' : `<br>does not count: ${escapeMarkdown(shortenText(excused, 200))}`,
  ]
  const cells = [
    `${index + 1}`,
    culprit ? formatCode(shortenText(culprit.function, 100)) : '',
    formatPlaceCell(offender, roots, options),
    `${cause}${remarks.join('')}`,
    `${count}`,
    formatDuration(worstMs),
    formatDuration(totalMs),
  ]
  return `| ${cells.join(' | ')} |`
}

function formatPlaceCell(offender: Offender, roots: string[], { sourceUrl }: MarkdownOptions): string {
  const place = offender.culprit ?? findPlace(offender)
  if (!place) return ''
  const text = formatCode(shortenPath(formatPlace(place, roots), 200))
  const path = findProjectPath(place.file, roots)
  if (sourceUrl === undefined || path === undefined || path.includes('node_modules/')) return text
  return `[${text}](${sourceUrl}/${toUrlPath(path)}#L${place.line})`
}

// Parentheses end a link.
function toUrlPath(path: string): string {
  return toUri(path).replaceAll('(', '%28').replaceAll(')', '%29')
}

function formatMeasured(report: Report): string {
  const lines = formatSummary(report, createPalette({ color: false })).split('\n')
  const left = lines.length - MAX_MEASURED
  const shown =
    left > 0 ? [...lines.slice(0, MAX_MEASURED - 1), `… ${formatPlural(left, 'line')} more`, ...lines.slice(-1)] : lines
  return formatFence(shown.map(line => shortenText(line, 300)).join('\n'))
}

function formatDetails(offender: Offender, index: number, report: Report, roots: string[]): string {
  const text = formatOffender(offender, { color: false, roots, blocks: report.blocks, programs: report })
  const summary = escapeMarkdown(shortenText(formatSentence(offender), 200))
  return `<details><summary>${index + 1}. ${summary}</summary>\n\n${formatFence(text)}\n\n</details>`
}

function formatLeft(count: number, what: string): string[] {
  return count > 0 ? [`… ${formatPlural(count, 'more place')} ${what}, to keep this short.`] : []
}

/** Takes what becomes of items, with the line breaks after it, up to the first that does not fit. */
function createRoom(sizeBytes: number): Room {
  let leftBytes = sizeBytes
  const take: Room['take'] = (items, format) => {
    const texts: string[] = []
    for (const [index, item] of items.entries()) {
      const text = format(item, index)
      const neededBytes = sizeOf(text) + 2
      if (neededBytes > leftBytes) break
      leftBytes -= neededBytes
      texts.push(text)
    }
    return texts
  }
  return { take }
}

interface Room {
  take: <T>(items: T[], format: (item: T, index: number) => string) => string[]
}

function sizeOf(text: string): number {
  return Buffer.byteLength(text)
}

/** Text as it is, on one line, in Markdown and in cells of its tables: nothing in it is markup, a link, a mention or an issue. */
function escapeMarkdown(text: string): string {
  return toOneLine(text)
    .replaceAll(/[\\`*_{}[\]<>()#+!|~@&$]/g, toReference)
    .replaceAll(/:(?=\/\/)|(?<=www)\./gi, toReference)
    .replace(/^(?:[^\p{L}\d&]|\d(?=\d*[.)]))/u, toReference)
}

/** Text as inline code, in Markdown and in cells of its tables. */
function formatCode(text: string): string {
  const line = toOneLine(text)
  if (line === '') return ''
  // A backslash before a bar and a backtick inside of backticks are read differently by different parsers.
  return /[`|\\]/.test(line) ? `<code>${escapeMarkdown(line)}</code>` : `\`${line}\``
}

/** Lines as a block of code; the fence is longer than any in them. */
function formatFence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}

/** The beginning of a text that is longer than `maxLength`. */
function shortenText(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…` : text
}

/** The end of a path that is longer than `maxLength`. */
function shortenPath(path: string, maxLength: number): string {
  return path.length > maxLength ? `…${path.slice(1 - maxLength).replace(/^[\udc00-\udfff]/, '')}` : path
}

function toOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}

function toReference(character: string): string {
  return `&#${character.codePointAt(0)};`
}
