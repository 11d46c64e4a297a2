import type { Offender, Report } from '../model/report.js'
import { roundNumber } from './json.js'
import { findPlace, formatSentence, judgeLevel } from './offender-facts.js'
import { formatPlace, type ProjectOptions } from './project-path.js'
import { formatPlain, formatRemedy } from './text/words.js'

/**
 * A report in the Test Anything Protocol, version 14: a test point for each offender, worst first, then one for the verdict. An offender is
 * `not ok` when the run failed, `ok` when the budget allowed it, and skipped when it does not count.
 *
 * @example
 * writeFileSync('loophound.tap', formatTap(report))
 */
export function formatTap(report: Report, options: ProjectOptions = {}): string {
  const { roots = report.roots } = options
  const points = [
    ...report.offenders.map(offender => describeOffender(offender, report, roots)),
    describeVerdict(report),
  ]
  const lines = points.flatMap((point, index) => formatPoint(point, index + 1))
  return ['TAP version 14', `1..${points.length}`, ...lines, ''].join('\n')
}

interface TestPoint {
  isOk: boolean
  description: string
  skipReason?: string
  /** Undefined values are left out. */
  diagnostic: Record<string, unknown>
}

function describeOffender(offender: Offender, { verdict }: Report, roots: string[]): TestPoint {
  const { cause, confidence, why, count, worstMs, totalMs, fingerprint, context, excused } = offender
  const place = findPlace(offender)
  return {
    isOk: judgeLevel(offender, verdict) !== 'error',
    description: formatSentence(offender),
    ...(excused === undefined ? {} : { skipReason: excused }),
    diagnostic: {
      ...{ cause, confidence, why },
      at: place && formatPlace(place, roots),
      ...{ count, worst_ms: worstMs, duration_ms: totalMs },
      stack: offender.stack.map(frame => `${frame.function} (${formatPlace(frame, roots) || 'native'})`),
      context,
      remedy: formatRemedy(offender.remedy),
      fingerprint,
    },
  }
}

function describeVerdict({ verdict: { status, reasons }, durationMs, thresholdMs }: Report): TestPoint {
  return {
    isOk: status === 'pass',
    description: `verdict: ${status}`,
    diagnostic: { duration_ms: durationMs, threshold_ms: thresholdMs, reasons },
  }
}

function formatPoint({ isOk, description, skipReason, diagnostic }: TestPoint, number: number): string[] {
  const directive = skipReason === undefined ? '' : ` # SKIP ${escapeText(skipReason)}`
  return [
    `${isOk ? 'ok' : 'not ok'} ${number} - ${escapeText(description)}${directive}`,
    '  ---',
    ...Object.entries(diagnostic).flatMap(([name, value]) =>
      value === undefined ? [] : `  ${name}: ${toYaml(value)}`,
    ),
    '  ...',
  ]
}

function escapeText(text: string): string {
  // A line that ends with a brace begins a subtest.
  return formatPlain(text).replaceAll('\\', '\\\\').replaceAll('#', '\\#').trim().replace(/\{$/, '{.')
}

// JSON is YAML too, but for characters that YAML calls unprintable.
function toYaml(value: unknown): string {
  return JSON.stringify(value, roundNumber).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    escapeCharacter,
  )
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
