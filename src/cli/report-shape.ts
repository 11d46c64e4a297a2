import type { Offender, ProcessEntry, ProcessReport, Report } from '../model/report.js'
import { SCHEMA_VERSION } from '../model/run-record.js'
import type { Verdict } from '../model/verdict.js'
import { baselineUseShape, ruleUseShape, standingShape } from './baseline-shape.js'
import { blockShape, causeShape, confidenceShape, frameShape, remedyShape, roleShape } from './block-shape.js'
import { judgedShape } from './config-shape.js'
import { processFields } from './process-fields.js'
import {
  arrayOf,
  exactly,
  finite,
  isoTime,
  nullOr,
  objectOf,
  oneOf,
  recordOf,
  type Shape,
  text,
  whole,
} from './shape.js'
import { delayShape, summaryShape } from './summary-shape.js'

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
  fingerprint: text,
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
  worstMs: finite,
  totalMs: finite,
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
  durationMs: finite,
  thresholdMs: finite,
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
