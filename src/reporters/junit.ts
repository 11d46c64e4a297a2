import type { Offender, Report } from '../model/report.js'
import { findPlace, formatSentence, judgeLevel } from './offender-facts.js'
import { findProjectPath, type ProjectOptions } from './project-path.js'
import { formatOffender } from './text/offender.js'
import { createPalette } from './text/palette.js'
import { formatSummary } from './text/summary.js'
import { formatPlain } from './text/words.js'

/**
 * A report as JUnit XML: a suite with the verdict, then one for each file with offenders, and in it a test case for each offender. It fails
 * when the run failed, passes when the budget allowed it, and is skipped when it does not count; a verdict that is inconclusive is an error.
 *
 * @example
 * writeFileSync('loophound.xml', formatJunit(report))
 */
export function formatJunit(report: Report, options: ProjectOptions = {}): string {
  const { roots = report.roots } = options
  const suites = [createVerdictSuite(report), ...createFileSuites(report, roots)]
  const attributes = { name: 'loophound', ...countOutcomes(suites.flatMap(({ cases }) => cases)) }
  const root = formatElement('testsuites', { ...attributes, time: toSeconds(report.durationMs) }, [
    ...suites.map(suite => formatSuite(suite, report.startedAt)),
  ])
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`
}

interface Suite {
  name: string
  /** Path relative to the project. */
  file?: string
  properties?: Record<string, string | number | undefined>
  cases: TestCase[]
}

interface TestCase {
  name: string
  className: string
  file?: string
  line?: number
  durationMs: number
  outcome: Outcome
}

interface Outcome {
  element: 'failure' | 'error' | 'skipped' | 'system-out'
  message?: string
  type?: string
  text?: string
}

function createVerdictSuite(report: Report): Suite {
  const { verdict, durationMs, thresholdMs, node, platform, delay } = report
  const element = ({ pass: 'system-out', fail: 'failure', inconclusive: 'error' } as const)[verdict.status]
  const text = formatSummary(report, createPalette({ color: false }))
  const message = verdict.reasons.map(formatPlain).join('; ')
  const outcome = { element, ...(element === 'system-out' ? {} : { message, type: verdict.status }), text }
  return {
    name: 'loophound',
    properties: { node, platform, thresholdMs, delayP99Ms: delay?.p99Ms },
    cases: [{ name: 'verdict', className: 'loophound', durationMs, outcome }],
  }
}

function createFileSuites(report: Report, roots: string[]): Suite[] {
  const suites = new Map<string, Suite>()
  for (const offender of report.offenders) {
    const place = findPlace(offender)
    const file = place && formatPlain(findProjectPath(place.file, roots) ?? place.file)
    const name = file ?? 'unknown file'
    const suite = suites.get(name) ?? { name, ...(file === undefined ? {} : { file }), cases: [] }
    suites.set(name, suite)
    suite.cases.push(createCase(offender, report, roots, suite))
  }
  return [...suites.values()]
}

function createCase(offender: Offender, report: Report, roots: string[], { name, file }: Suite): TestCase {
  const line = findPlace(offender)?.line
  return {
    // No times and no lines: what compares two runs goes by the name.
    name: `${formatPlain(offender.culprit?.function ?? 'the event loop')}: ${offender.cause}${formatTwin(offender, report)}`,
    className: name,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    durationMs: offender.totalMs,
    outcome: createOutcome(offender, report, roots),
  }
}

/** What tells it from another case of the same fingerprint: why it does not count. */
function formatTwin({ fingerprint, excused }: Offender, { offenders }: Report): string {
  const isAlone = offenders.filter(other => other.fingerprint === fingerprint).length === 1
  return isAlone || excused === undefined ? '' : ` (${formatPlain(excused)})`
}

function createOutcome(offender: Offender, report: Report, roots: string[]): Outcome {
  if (offender.excused !== undefined) return { element: 'skipped', message: formatPlain(offender.excused) }
  const text = formatOffender(offender, { color: false, roots, blocks: report.blocks, programs: report })
  if (judgeLevel(offender, report.verdict) !== 'error') return { element: 'system-out', text }
  return { element: 'failure', message: formatSentence(offender), type: offender.cause, text }
}

function formatSuite({ name, file, properties = {}, cases }: Suite, startedAt: string): string {
  const totalMs = cases.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const counts = countOutcomes(cases)
  const attributes = { name, ...counts, time: toSeconds(totalMs), timestamp: startedAt.slice(0, 19), file }
  const known = Object.entries(properties).filter(([, value]) => value !== undefined)
  const inner = known.map(([property, value]) => formatElement('property', { name: property, value }))
  const head = inner.length > 0 ? [formatElement('properties', {}, inner)] : []
  return formatElement('testsuite', attributes, [...head, ...cases.map(formatCase)])
}

function formatCase({ name, className, file, line, durationMs, outcome }: TestCase): string {
  const attributes = { name, classname: className, time: toSeconds(durationMs), file, line }
  return formatElement('testcase', attributes, [formatOutcome(outcome)])
}

function formatOutcome({ element, message, type, text }: Outcome): string {
  if (text === undefined) return formatElement(element, { message, type })
  return formatTextElement(element, { message, type }, text)
}

function countOutcomes(cases: TestCase[]): Record<'tests' | 'failures' | 'errors' | 'skipped', number> {
  const count = (element: Outcome['element']) => cases.filter(({ outcome }) => outcome.element === element).length
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') }
}

function toSeconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3)
}

/** Attributes of an element; undefined ones are left out. */
type XmlAttributes = Record<string, string | number | undefined>

/** An XML element, one line an element. Children are elements, not text. */
function formatElement(name: string, attributes: XmlAttributes, children: string[] = []): string {
  const opening = `${name}${formatAttributes(attributes)}`
  if (children.length === 0) return `<${opening}/>`
  const inner = children.join('\n').replaceAll(/^(?= *<)/gm, '  ')
  return `<${opening}>\n${inner}\n</${name}>`
}

/** An XML element with text in it, whose line breaks and blanks are kept. */
function formatTextElement(name: string, attributes: XmlAttributes, text: string): string {
  return `<${name}${formatAttributes(attributes)}>${escapeXml(text)}</${name}>`
}

function formatAttributes(attributes: XmlAttributes): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => (value === undefined ? [] : ` ${name}="${escapeAttribute(`${value}`)}"`))
    .join('')
}

// A parser makes blanks of line breaks and tabs in an attribute, unless they are written as references.
function escapeAttribute(text: string): string {
  return escapeXml(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')
}

/** Text for XML 1.0: `>` too, since `]]>` must not stand in text; what no XML may hold becomes U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replaceAll(FORBIDDEN, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
}

// With `u`, a surrogate pair is one character, so that only lone surrogates are found here.
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
