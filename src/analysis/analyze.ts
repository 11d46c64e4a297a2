import type { Block } from '../model/block.js'
import type { IgnoreRule } from '../model/config.js'
import type { Evidence } from '../model/evidence.js'
import { attribute } from './attribution/attribute.js'
import { findCallback, findContext } from './attribution/callback.js'
import { findCause, type Judgement } from './causes/find-cause.js'
import type { LostTime } from './causes/machine.js'
import { formatFingerprint } from './fingerprint.js'
import { type FindOriginal, locateFrames } from './frames/locate.js'
import { createReadLine, type ReadSource } from './frames/source-lines.js'
import { judgeIgnore } from './ignore.js'
import { measureLostTime } from './lost-time.js'
import { findRemedy } from './remedies.js'
import type { Facts } from './timeline/correction.js'
import { foldSegments, isSeen, sortByTime } from './timeline/segment.js'
import { buildTimeline } from './timeline/timeline.js'
import { findTurns } from './timeline/turns.js'

/** Options of {@link summarizeEvidence}. */
export interface SummarizeOptions {
  /** Blocks to keep and never to fail on. @default [] */
  ignore?: IgnoreRule[]
  /** Reads a source file, to name an API by the line that calls it. @default nothing is read */
  readSource?: ReadSource
  /** Asks the source maps. @default there are none */
  findOriginal?: FindOriginal
  /** Absolute path of loophound itself, whose frames are nobody's own code. */
  ownDirectory?: string
  /** Names of corrections to leave out, to see what they are worth. @default none */
  without?: ReadonlySet<string>
}

/**
 * Judges what the instruments saw of one block. Pure: neither reads nor measures anything.
 *
 * @example
 * const block = summarizeEvidence(evidence, { ignore: [{ package: 'sharp', reason: 'start-up only' }] })
 */
export function summarizeEvidence(evidence: Evidence, options: SummarizeOptions = {}): Block {
  const facts = createFacts(evidence, options)
  const timeline = buildTimeline(facts)
  const seen = attribute(timeline.filter(isSeen), facts)
  const turns = findTurns(seen)
  const lost = measureLostTime(facts.evidence, seen)
  const judgement = findCause(seen, turns, lost, facts)
  const { cause, confidence, why, suspicion } = judgement
  const samples = foldSegments(seen)
  const block: Block = {
    id: evidence.id,
    startedAt: evidence.startedAt,
    durationMs: evidence.durationMs,
    phase: evidence.phase ?? 'running',
    time: measureTime(evidence, lost),
    cause,
    confidence,
    why,
    stack: pickStack(judgement) ?? samples[0]?.stack ?? [],
    samples,
    callback: findCallback(turns, evidence, options.ownDirectory),
    fingerprint: formatFingerprint(cause, suspicion?.culprit, evidence.cwd),
    process: identifyProcess(evidence),
  }
  Object.assign(block, pickDetails(evidence, judgement))
  const ignored = judgeIgnore(block, evidence, timeline, options.ignore ?? [])
  return ignored ? { ...block, ignored } : block
}

function createFacts(evidence: Evidence, options: SummarizeOptions): Facts {
  const located = locateFrames({ ...evidence, samples: sortByTime(evidence.samples) }, options)
  const readLine = createReadLine(options.readSource)
  return { evidence: located, readLine, ownDirectory: options.ownDirectory, without: options.without }
}

/** Judges evidence. A stack that the analysis cannot digest costs the block its stack, not the app its watchdog. */
export function summarizeSafely(evidence: Evidence, options: SummarizeOptions): Block {
  try {
    return summarizeEvidence(evidence, options)
  } catch {
    return summarizeEvidence({ ...evidence, samples: [] }, options)
  }
}

function measureTime({ durationMs, threadTime, gc }: Evidence, { suspendedMs, heldMs }: LostTime): Block['time'] {
  const { cpuMs, waitMs } = threadTime ?? {}
  const pausedMs = suspendedMs + heldMs
  const sleepMs = cpuMs === undefined || waitMs === undefined ? 0 : durationMs - cpuMs - waitMs - pausedMs
  return {
    ...(cpuMs === undefined ? {} : { cpuMs }),
    ...(waitMs === undefined ? {} : { waitMs }),
    ...(sleepMs > 1 ? { sleepMs } : {}),
    ...(pausedMs > 0 ? { pausedMs } : {}),
    gcMs: Math.min(durationMs, gc?.totalMs ?? 0),
  }
}

function pickStack({ suspicion }: Judgement): Block['stack'] | undefined {
  const culprit = suspicion?.culprit
  return (
    suspicion &&
    foldSegments(suspicion.segments).find(
      ({ stack }) =>
        culprit === undefined ||
        stack.some(
          ({ file, line, column }) => file === culprit.file && line === culprit.line && column === culprit.column,
        ),
    )?.stack
  )
}

function identifyProcess({ pid, threadId, threadName, role = 'app' }: Evidence): Block['process'] {
  return { pid, threadId, ...(threadName === undefined ? {} : { threadName }), role }
}

function pickDetails(evidence: Evidence, judgement: Judgement): Partial<Block> {
  const details: Partial<Block> = {}
  const { culprit, segments } = judgement.suspicion ?? {}
  const context = findContext(evidence, segments)
  const remedy = findRemedy(judgement.cause, judgement.apiName, evidence)
  if (culprit) details.culprit = culprit
  if (evidence.delayedEvents !== undefined) details.delayedEvents = evidence.delayedEvents
  if (context) details.context = context
  if (remedy) details.remedy = remedy
  if (evidence.hang) details.hang = true
  return details
}
