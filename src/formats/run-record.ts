import type {
  CallbackRecord,
  CallbackSpan,
  Evidence,
  GcTime,
  IgnoredSpan,
  ProfileSample,
  RawSample,
  WatchdogGap,
} from '../model/evidence.js'
import type { KnownOriginal, Place, RawFrame } from '../model/frame.js'
import type { DelayReading, DelaySample } from '../model/report.js'
import { SCHEMA_VERSION } from '../model/report.js'
import type { PhaseReadings, RunRecord } from '../model/run-record.js'
import {
  arrayOf,
  exactly,
  finite,
  flag,
  isoTime,
  nullOr,
  objectOf,
  oneOf,
  recordOf,
  type Shape,
  text,
  whole,
} from '../model/shape.js'
import { blockShape, phaseShape, roleShape, sourceShape } from './block.js'
import { processFields, summaryFields, summaryShape } from './report.js'

type RecordOf<T extends RunRecord['type']> = Extract<RunRecord, { type: T }>

const rawFrameShape: Shape<RawFrame> = objectOf<RawFrame>('a raw frame', {
  function: nullOr(text),
  typeName: nullOr(text),
  file: nullOr(text),
  line: whole,
  column: whole,
  async: { optional: exactly(true) },
  functionLine: { optional: whole },
  functionColumn: { optional: whole },
  transformed: { optional: exactly(true) },
})

const rawSampleShape: Shape<RawSample> = objectOf<RawSample>('a sample', {
  source: sourceShape,
  atMs: finite,
  postedAtMs: { optional: finite },
  native: { optional: text },
  stack: arrayOf(rawFrameShape),
  asyncId: finite,
  resourceType: text,
  job: finite,
  ignoredReason: { optional: text },
  context: { optional: recordOf(text) },
})

const placeShape: Shape<Place> = objectOf<Place>('a place', { file: text, line: whole, column: whole })

const knownOriginalShape: Shape<KnownOriginal> = objectOf<KnownOriginal>('a known original', {
  running: placeShape,
  original: placeShape,
})

const callbackRecordShape: Shape<CallbackRecord> = objectOf<CallbackRecord>('a record of callbacks', {
  count: whole,
  jobCount: whole,
  hasPromises: flag,
  coveredMs: finite,
  spans: arrayOf(objectOf<CallbackSpan>('a callback', { startMs: finite, endMs: finite, asyncId: finite, type: text })),
  origins: {
    optional: arrayOf(
      objectOf<{ asyncId: number; stack: RawFrame[] }>('an origin', { asyncId: finite, stack: arrayOf(rawFrameShape) }),
    ),
  },
})

const spanShape = objectOf<{ startMs: number; endMs: number }>('a span', { startMs: finite, endMs: finite })

const profileSampleShape: Shape<ProfileSample> = objectOf<ProfileSample>('a sample of a profile', {
  startMs: finite,
  endMs: finite,
  gcMs: finite,
  stack: arrayOf(rawFrameShape),
})

const evidenceShape: Shape<Evidence> = objectOf<Evidence>('evidence', {
  id: text,
  pid: whole,
  threadId: whole,
  threadName: { optional: text },
  role: { optional: roleShape },
  phase: { optional: phaseShape },
  loading: { optional: exactly(true) },
  tests: { optional: exactly(true) },
  startedAt: isoTime,
  startMs: finite,
  endMs: finite,
  durationMs: finite,
  thresholdMs: finite,
  samples: arrayOf(rawSampleShape),
  originals: { optional: arrayOf(knownOriginalShape) },
  callbacks: { optional: callbackRecordShape },
  profile: { optional: arrayOf(profileSampleShape) },
  delayedEvents: { optional: whole },
  ignoredSpans: arrayOf(objectOf<IgnoredSpan>('an ignored span', { startMs: finite, endMs: finite, reason: text })),
  threadTime: {
    optional: objectOf<{ cpuMs: number; waitMs?: number }>('the time of a thread', {
      cpuMs: finite,
      waitMs: { optional: finite },
    }),
  },
  helperWaitMs: { optional: finite },
  gc: {
    optional: objectOf<GcTime>('garbage collections', {
      totalMs: finite,
      count: whole,
      pauses: arrayOf(spanShape),
    }),
  },
  watchdogGap: {
    optional: objectOf<WatchdogGap>('a gap', { leastMs: finite, mostMs: finite, spans: arrayOf(spanShape) }),
  },
  inspected: { optional: exactly(true) },
  beforeWork: { optional: exactly(true) },
  hang: { optional: exactly(true) },
  unwatched: { optional: exactly(true) },
  cwd: text,
})

const readings: Shape<DelayReading[]> = arrayOf(
  objectOf<DelayReading>('a reading of the delay', {
    samples: arrayOf(objectOf<DelaySample>('intervals', { intervalMs: finite, count: finite })),
    resolutionMs: finite,
  }),
)

/** The lines of a run file, by their `type`. */
export const runRecordShapes: { [T in RunRecord['type']]: Shape<RecordOf<T>> } = {
  process: objectOf<RecordOf<'process'>>('a process line', {
    // First: what is wrong with a file of another version or kind is that.
    type: exactly('process'),
    schemaVersion: exactly(SCHEMA_VERSION),
    ...processFields,
    platform: text,
    thresholdMs: finite,
  }),
  block: objectOf<RecordOf<'block'>>('a block line', { type: exactly('block'), block: blockShape }),
  evidence: objectOf<RecordOf<'evidence'>>('an evidence line', { type: exactly('evidence'), evidence: evidenceShape }),
  moment: objectOf<RecordOf<'moment'>>('a moment line', {
    type: exactly('moment'),
    name: oneOf('evaluated', 'listening', 'ready', 'testing', 'tests', 'serving', 'ending'),
    at: isoTime,
  }),
  progress: objectOf<RecordOf<'progress'>>('a progress line', {
    type: exactly('progress'),
    summary: objectOf<RecordOf<'progress'>['summary']>('a summary', summaryFields),
    delays: objectOf<PhaseReadings>('delays by phase', { startup: readings, running: readings, ending: readings }),
  }),
  end: objectOf<RecordOf<'end'>>('an end line', {
    type: exactly('end'),
    summary: summaryShape,
    exitCode: nullOr(whole),
  }),
}
