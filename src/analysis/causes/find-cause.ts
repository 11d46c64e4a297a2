import { type Cause, type Confidence, findLeastSure } from '../../model/block.js'
import type { Evidence } from '../../model/evidence.js'
import { findCulprit, findHeaviestGroup, type Suspicion } from '../attribution/culprit.js'
import { findConfidence } from '../attribution/doubts.js'
import type { Facts } from '../timeline/correction.js'
import type { AttributedSegment } from '../timeline/segment.js'
import type { Turn } from '../timeline/turns.js'
import { areManyTimed, findBlockingTurn } from '../timeline/turns.js'
import { CALL_CAUSES, isCallCause } from './apis.js'
import { gc } from './gc.js'
import { syncWait } from './lock-wait.js'
import type { LostTime } from './machine.js'
import { builtinLoad, heldByDebugger, starved, suspended } from './machine.js'
import { burst, microtasks } from './many-callbacks.js'
import { isUserFrame, moduleLoad } from './module-load.js'
import { javascript, native, unknown } from './plain.js'

/** Why a block took long, and whose frame it is. */
export interface Judgement {
  cause: Cause
  confidence: Confidence
  /** The evidence, in one sentence. */
  why: string
  /** API that blocked, such as `crypto.pbkdf2Sync`. */
  apiName?: string
  suspicion?: Suspicion
}

type Explained = Pick<Judgement, 'cause' | 'why' | 'apiName'> & { isDoubtful?: true }

/** Finds the cause: the machine's fault first, then garbage, then many short callbacks, then what the heaviest samples show. */
export function findCause(segments: AttributedSegment[], turns: Turn[], lost: LostTime, facts: Facts): Judgement {
  const { evidence } = facts
  const runMs = evidence.durationMs - lost.suspendedMs
  const { turn: long, isCertain } = findBlockingTurn(turns, { ...evidence, durationMs: runMs })
  const suspicion = findCulprit(long?.segments ?? preferUserCode(segments))
  const confidence = limitUnless(isCertain, findConfidence(suspicion, facts))
  const base = { confidence, ...(suspicion ? { suspicion } : {}) }
  const rule = MACHINE_CAUSES.find(cause => cause.holds(evidence, lost))
  if (rule) return { ...base, cause: rule.cause, why: rule.explain(evidence, lost) }
  // A call that makes garbage by the megabyte is the thing to change.
  if (gc.holds(evidence, lost) && !isCallCause(suspicion?.cause)) {
    const why = gc.explain(evidence, suspicion?.culprit, confidence)
    return { ...base, cause: gc.cause, confidence: limitUnless(gc.isCertain(evidence, lost), confidence), why }
  }
  const areMany = !long && (turns.length > 1 || areManyTimed(evidence))
  const many = areMany ? [burst, microtasks].find(cause => cause.holds(turns, evidence)) : undefined
  if (many) return { ...base, cause: many.cause, why: many.explain(turns, evidence) + gc.mention(evidence) }
  const { isDoubtful, ...explained } = explainSuspicion(suspicion, segments, { evidence, lost })
  const why = explained.why + gc.mention(evidence)
  return { ...base, ...explained, confidence: limitUnless(!isDoubtful, confidence), why }
}

function limitUnless(isCertain: boolean, confidence: Confidence): Confidence {
  return findLeastSure(confidence, isCertain ? 'exact' : 'likely')
}

// With nobody's code there the lock may be V8's or Node's own, and whoever has it be without a core.
function doubtLock({ culprit }: Suspicion): Pick<Explained, 'isDoubtful'> {
  return culprit && isUserFrame(culprit) ? {} : { isDoubtful: true }
}

const MACHINE_CAUSES = [starved, suspended, heldByDebugger, builtinLoad]

// Between many short callbacks Node's own part is large, and nobody can change it.
function preferUserCode(segments: AttributedSegment[]): AttributedSegment[] {
  const ofUsers = segments.filter(({ culprit }) => culprit && isUserFrame(culprit))
  return ofUsers.length > 0 ? ofUsers : segments
}

function explainSuspicion(
  suspicion: Suspicion | undefined,
  segments: AttributedSegment[],
  { evidence, lost }: { evidence: Evidence; lost: LostTime },
): Explained {
  if (!suspicion || suspicion.cause === 'unknown') return { cause: 'unknown', why: unknown.explain(evidence) }
  const { cause, weightMs } = suspicion
  const durationMs = Math.round(weightMs)
  if (cause === 'module-load') return { cause, why: moduleLoad.explain(durationMs) }
  const [first] = findHeaviestGroup(suspicion.segments, segment => segment.apiName ?? '')
  const apiName = first?.apiName
  const named = apiName === undefined ? {} : { apiName }
  const isNameless = apiName === undefined && (cause === 'native' || cause === 'javascript')
  if (isNameless && syncWait.holdsFor(suspicion, evidence, lost))
    return { cause: syncWait.cause, why: syncWait.explainLock(evidence, lost), ...doubtLock(suspicion) }
  if (cause === 'native') return { cause, ...named, why: native.explain(suspicion, apiName) }
  const rule = CALL_CAUSES.find(known => known.cause === cause)
  if (rule && apiName !== undefined) return { cause, apiName, why: rule.explain(apiName, durationMs) }
  return { cause, why: javascript.explain(suspicion, segments) }
}
