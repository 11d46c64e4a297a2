import { LIMITS } from '../model/config.js'
import { causeShape } from '../model/ignore-rule.js'
import type {
  Capabilities,
  Capability,
  DelaySummary,
  Offender,
  ProcessEntry,
  ProcessReport,
  Report,
  Summary,
  Verdict,
} from '../model/report.js'
import { SCHEMA_VERSION, type ThreadIdentity } from '../model/report.js'
import {
  amount,
  arrayOf,
  eitherOf,
  exactly,
  type FieldShapes,
  fingerprintText,
  isoTime,
  nullOr,
  numberIn,
  objectOf,
  oneOf,
  recordOf,
  type Shape,
  text,
  whole,
} from '../model/shape.js'
import { baselineUseShape, ruleUseShape, standingShape } from './baseline.js'
import { blockShape, confidenceShape, frameShape, remedyShape, roleShape } from './block.js'
import { judgedShape } from './config.js'

const capabilityShape: Shape<Capability> = eitherOf<{ state: 'on' }, { state: 'off'; reason: string }>(
  objectOf<{ state: 'on' }>('{ state: "on" }', { state: exactly('on') }),
  objectOf<{ state: 'off'; reason: string }>('{ state: "off", reason }', { state: exactly('off'), reason: text }),
)

const capabilitiesShape: Shape<Capabilities> = objectOf<Capabilities>('capabilities', {
  iterationClock: capabilityShape,
  heartbeat: capabilityShape,
  watchdog: capabilityShape,
  interrupts: capabilityShape,
  safepoints: capabilityShape,
  sampler: capabilityShape,
  delay: capabilityShape,
  threadTime: capabilityShape,
  requests: capabilityShape,
  callbacks: capabilityShape,
})

/** Percentiles of a loop's delay. */
const delayShape: Shape<DelaySummary> = objectOf<DelaySummary>('a delay summary', {
  p50Ms: amount,
  p90Ms: amount,
  p99Ms: amount,
  p999Ms: amount,
  maxMs: amount,
  hdr: text,
})

/** The fields of a summary besides the delays. */
export const summaryFields: FieldShapes<Omit<Summary, 'delay' | 'phaseDelays'>> = {
  startedAt: isoTime,
  durationMs: amount,
  thresholdMs: amount,
  startupMs: amount,
  blocks: objectOf<Summary['blocks']>('counts of blocks', {
    count: whole,
    ignoredCount: whole,
    worstMs: amount,
    totalMs: amount,
  }),
  overhead: objectOf<Summary['overhead']>('the overhead', {
    sampleCount: whole,
    captureMs: amount,
    samplerMs: { optional: amount },
  }),
  capabilities: capabilitiesShape,
}

/** What a watch saw of one thread. */
export const summaryShape: Shape<Summary> = objectOf<Summary>('a summary', {
  ...summaryFields,
  delay: { optional: delayShape },
  phaseDelays: {
    optional: objectOf<NonNullable<Summary['phaseDelays']>>('delays by phase', {
      startup: { optional: delayShape },
      ending: { optional: delayShape },
    }),
  },
})

/** The fields by which run files and reports name a watched thread. */
export const processFields: FieldShapes<ThreadIdentity> = {
  pid: whole,
  ppid: whole,
  threadId: whole,
  argv: arrayOf(text),
  execArgv: { optional: arrayOf(text) },
  cwd: text,
  node: text,
  startedAt: isoTime,
  threadName: { optional: text },
  kind: { optional: exactly('hooks') },
}

const processShape: Shape<ProcessReport> = objectOf<ProcessReport>('a process', {
  ...processFields,
  role: roleShape,
  entry: { optional: objectOf<ProcessEntry>('a program', { file: text, package: { optional: text } }) },
  moments: { optional: recordOf(isoTime) },
  summary: { optional: summaryShape },
  exitCode: { optional: nullOr(whole) },
  incomplete: { optional: text },
})

const offenderShape: Shape<Offender> = objectOf<Offender>('an offender', {
  fingerprint: fingerprintText,
  cause: causeShape,
  confidence: confidenceShape,
  why: text,
  culprit: { optional: frameShape },
  stack: arrayOf(frameShape),
  source: { optional: arrayOf(objectOf<{ line: number; text: string }>('a line of source', { line: whole, text })) },
  callbackType: text,
  context: { optional: recordOf(text) },
  remedy: { optional: remedyShape },
  count: whole,
  worstMs: amount,
  totalMs: amount,
  delayedEvents: { optional: whole },
  excused: { optional: text },
  standing: { optional: standingShape },
  hang: { optional: exactly(true) },
})

const verdictShape: Shape<Verdict> = objectOf<Verdict>('a verdict', {
  status: oneOf('pass', 'fail', 'inconclusive'),
  reasons: arrayOf(text),
})

/** A whole report, as `--reporter json` writes it. */
export const reportShape: Shape<Report> = objectOf<Report>('a report', {
  schemaVersion: exactly(SCHEMA_VERSION),
  tool: objectOf<Report['tool']>('a tool', { name: exactly('loophound'), version: text }),
  command: arrayOf(text),
  exitCode: nullOr(whole),
  signal: { optional: oneOf('SIGINT', 'SIGTERM', 'SIGHUP') },
  roots: arrayOf(text),
  startedAt: isoTime,
  durationMs: amount,
  thresholdMs: numberIn(LIMITS.thresholdMs),
  node: text,
  platform: text,
  processes: arrayOf(processShape),
  blocks: arrayOf(blockShape),
  offenders: arrayOf(offenderShape),
  judge: { optional: arrayOf(judgedShape) },
  causes: { optional: recordOf(text) },
  delay: { optional: delayShape },
  ignoreRules: { optional: arrayOf(ruleUseShape) },
  baseline: { optional: baselineUseShape },
  verdict: verdictShape,
})
