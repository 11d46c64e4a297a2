import { CAUSES, type Cause } from '../model/causes.js'
import type { Frame } from '../model/frame.js'
import type { Offender, Report } from '../model/report.js'
import { roundNumber } from './json.js'
import { findPlace, formatSentence, judgeLevel } from './offender-facts.js'
import { findProjectPath, isAbsolutePath, type ProjectOptions, toUri } from './project-path.js'
import { listStaleness } from './text/baseline.js'
import { formatPlain, formatRemedy } from './text/words.js'

/**
 * A report as SARIF 2.1.0: a rule for each cause, a result for each offender with a file, its stack as `stacks` and, of what has a file, as
 * a code flow. What does not count is suppressed with its reason. An offender without a file is a notification, since services refuse results
 * that have no location. Ends with a line break.
 *
 * @example
 * writeFileSync('loophound.sarif', formatSarif(report))
 */
export function formatSarif(report: Report, options: ProjectOptions = {}): string {
  const { roots = report.roots } = options
  const rules = [...new Set(report.offenders.map(({ cause }) => cause))].sort()
  const run = {
    tool: {
      driver: {
        name: report.tool.name,
        semanticVersion: report.tool.version,
        rules: rules.map(createRule),
      },
    },
    invocations: [createInvocation(report)],
    originalUriBaseIds: { [BASE_ID]: { description: { text: 'The root of the project.' } } },
    columnKind: 'utf16CodeUnits',
    results: report.offenders.flatMap(offender => createResult(offender, report, rules, roots)),
    properties: { verdict: report.verdict, thresholdMs: report.thresholdMs },
  }
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, roundNumber, 2)}\n`
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'
const BASE_ID = '%SRCROOT%'

function createInvocation(report: Report): object {
  const { command, exitCode, startedAt, durationMs, verdict, offenders, platform, node } = report
  const endMs = Date.parse(startedAt) + durationMs
  const staleness = listStaleness(report).map(line => ({ level: 'warning', message: createMessage(line) }))
  const level = verdict.status === 'pass' ? 'note' : 'error'
  const reasons = verdict.reasons.map(reason => ({ level, message: createMessage(`${verdict.status}: ${reason}`) }))
  return {
    executionSuccessful: verdict.status !== 'inconclusive',
    commandLine: command.join(' '),
    ...(exitCode === null ? {} : { exitCode }),
    startTimeUtc: startedAt,
    endTimeUtc: new Date(endMs).toISOString(),
    ...(staleness.length > 0 ? { toolConfigurationNotifications: staleness } : {}),
    toolExecutionNotifications: [
      ...reasons,
      ...offenders.filter(offender => !findPlace(offender)).map(offender => createNotification(offender, report)),
    ],
    properties: { node, platform },
  }
}

function createNotification(offender: Offender, report: Report): object {
  return { level: judgeSarifLevel(offender, report), message: createMessage(formatText(offender)) }
}

function createResult(offender: Offender, report: Report, rules: Cause[], roots: string[]): object[] {
  const place = findPlace(offender)
  if (!place) return []
  const { cause, count, stack, excused, source, culprit, standing } = offender
  const contextRegion = place === culprit && source ? createContextRegion(source) : undefined
  const flow = stack.filter(hasPlace).reverse()
  return [
    {
      ruleId: cause,
      ruleIndex: rules.indexOf(cause),
      level: judgeSarifLevel(offender, report),
      message: createMessage(formatText(offender)),
      locations: [createLocation(place, roots, contextRegion)],
      partialFingerprints: { 'loophoundFingerprint/v1': identifyResult(offender, report) },
      occurrenceCount: count,
      ...(standing ? { baselineState: BASELINE_STATES[standing.state] } : {}),
      ...(stack.length > 0 ? { stacks: [{ frames: stack.map(frame => createStackFrame(frame, roots)) }] } : {}),
      ...(flow.length > 0 ? { codeFlows: [createCodeFlow(flow, place, roots)] } : {}),
      ...(excused === undefined ? {} : { suppressions: [{ kind: 'external', justification: formatPlain(excused) }] }),
      properties: createProperties(offender),
    },
  ]
}

// Services take results of the same fingerprint for one, and what counts must not be suppressed with what does not.
function identifyResult(offender: Offender, { offenders }: Report): string {
  const { fingerprint } = offender
  const index = offenders.filter(other => other.fingerprint === fingerprint).indexOf(offender)
  return index > 0 ? `${fingerprint}:${index + 1}` : fingerprint
}

const BASELINE_STATES = { new: 'new', known: 'unchanged', worse: 'updated' } as const

function judgeSarifLevel(offender: Offender, { verdict }: Report): 'error' | 'warning' | 'note' {
  const level = judgeLevel(offender, verdict)
  return level === 'notice' ? 'note' : level
}

function formatText(offender: Offender): string {
  const excuse = offender.excused === undefined ? undefined : `Does not count: ${offender.excused}.`
  return [`${formatSentence(offender)}.`, excuse, offender.why, formatRemedy(offender.remedy)].filter(Boolean).join(' ')
}

// `[text](target)` would be a link and `{0}` a placeholder: no message of ours has either.
function createMessage(text: string): { text: string } {
  return {
    text: formatPlain(text)
      .replaceAll('](', '] (')
      .replaceAll(/\{(?=\d+\})/g, '{ '),
  }
}

function createContextRegion(source: NonNullable<Offender['source']>): object | undefined {
  const [first] = source
  if (!first) return undefined
  const text = source.map(line => line.text).join('\n')
  return { startLine: first.line, endLine: first.line + source.length - 1, snippet: { text } }
}

function hasPlace({ file, line }: Frame): boolean {
  return isAbsolutePath(file) && line > 0
}

function createLocation(frame: Frame, roots: string[], contextRegion?: object): object {
  const region = { startLine: frame.line, ...(frame.column > 0 ? { startColumn: frame.column } : {}) }
  const physicalLocation = {
    artifactLocation: createArtifactLocation(frame.file, roots),
    region,
    ...(contextRegion ? { contextRegion } : {}),
  }
  return {
    ...(hasPlace(frame) ? { physicalLocation } : {}),
    logicalLocations: [{ name: formatPlain(frame.function), kind: 'function' }],
  }
}

function createArtifactLocation(file: string, roots: string[]): object {
  const path = findProjectPath(file, roots)
  if (path !== undefined) return { uri: toUri(path), uriBaseId: BASE_ID }
  const absolute = file.replaceAll('\\', '/')
  return { uri: `file://${absolute.startsWith('/') ? '' : '/'}${toUri(absolute)}` }
}

function createStackFrame(frame: Frame, roots: string[]): object {
  return { location: createLocation(frame, roots), ...(frame.package === undefined ? {} : { module: frame.package }) }
}

/** The calls that lead to the place, outermost first. */
function createCodeFlow(frames: Frame[], place: Frame, roots: string[]): object {
  const locations = frames.map(frame => ({
    location: {
      ...createLocation(frame, roots),
      message: createMessage(`${frame.async ? 'async ' : ''}${frame.function}`),
    },
    importance: isSamePlace(frame, place) ? 'essential' : 'important',
  }))
  return { threadFlows: [{ locations }] }
}

function isSamePlace(a: Frame, b: Frame): boolean {
  return a.file === b.file && a.line === b.line && a.function === b.function
}

function createProperties(offender: Offender): object {
  const { worstMs, totalMs, confidence, callbackType, delayedEvents, context } = offender
  return { worstMs, totalMs, confidence, callbackType, delayedEvents, context }
}

/** A `reportingDescriptor` of SARIF: what a cause is in general, and what to do about it. */
export interface SarifRule {
  id: Cause
  name: string
  shortDescription: { text: string }
  fullDescription: { text: string }
  help: { text: string }
  defaultConfiguration: { level: 'warning' | 'note' }
  properties: { tags: string[] }
}

/** The rule of a cause. */
export function createRule(cause: Cause): SarifRule {
  const { general, excuse, remedy } = CAUSES[cause]
  const isBlameless = excuse !== undefined
  return {
    id: cause,
    name: toPascalCase(cause),
    shortDescription: { text: `Event loop blocked: ${cause}` },
    fullDescription: { text: general },
    help: {
      text: remedy?.advice ?? (isBlameless ? `${general} Nothing in the code has to change for that.` : general),
    },
    defaultConfiguration: { level: isBlameless ? 'note' : 'warning' },
    properties: { tags: ['performance', 'event-loop'] },
  }
}

function toPascalCase(cause: Cause): string {
  return cause.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}
