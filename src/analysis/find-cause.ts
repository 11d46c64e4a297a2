import type { Cause, Confidence } from '../model/block.js'
import type { Evidence } from '../model/evidence.js'
import type { BlamedSample } from './blame-samples.js'
import { burst } from './causes/burst.js'
import { CALL_CAUSES } from './causes/call-causes.js'
import { javascript } from './causes/javascript.js'
import { microtasks } from './causes/microtasks.js'
import { isUserFrame, moduleLoad } from './causes/module-load.js'
import { native } from './causes/native.js'
import { starved } from './causes/starved.js'
import { suspended } from './causes/suspended.js'
import { unknown } from './causes/unknown.js'
import { areManyTimed, findBlockingTurn } from './find-blocking-turn.js'
import { findConfidence } from './find-confidence.js'
import { findCulprit, findHeaviestGroup, type Suspicion } from './find-culprit.js'
import type { Turn } from './find-turns.js'

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

type Explained = Pick<Judgement, 'cause' | 'why' | 'apiName'>

/** Finds the cause: the machine's fault first, then many short callbacks, then what the heaviest samples show. */
export function findCause(evidence: Evidence, samples: BlamedSample[], turns: Turn[]): Judgement {
  const long = findBlockingTurn(turns, evidence)
  const suspicion = findCulprit(long?.samples ?? preferUserCode(samples))
  const confidence = findConfidence(suspicion, evidence)
  const base = { confidence, ...(suspicion ? { suspicion } : {}) }
  const rule = [starved, suspended].find(cause => cause.holds(evidence))
  if (rule) return { ...base, cause: rule.cause, why: rule.explain(evidence) }
  const areMany = !long && (turns.length > 1 || areManyTimed(evidence))
  const many = areMany ? [burst, microtasks].find(cause => cause.holds(turns, evidence)) : undefined
  if (many) return { ...base, cause: many.cause, why: many.explain(turns, evidence) }
  return { ...base, ...explainSuspicion(suspicion, evidence) }
}

// Between many short callbacks Node's own part is large, and nobody can change it.
function preferUserCode(samples: BlamedSample[]): BlamedSample[] {
  const ofUsers = samples.filter(({ culprit }) => culprit && isUserFrame(culprit))
  return ofUsers.length > 0 ? ofUsers : samples
}

function explainSuspicion(suspicion: Suspicion | undefined, evidence: Evidence): Explained {
  if (!suspicion || suspicion.cause === 'unknown') return { cause: 'unknown', why: unknown.explain(evidence) }
  const { cause, samples, weightMs } = suspicion
  const durationMs = Math.round(weightMs)
  if (cause === 'module-load') return { cause, why: moduleLoad.explain(durationMs) }
  const [first] = findHeaviestGroup(samples, sample => sample.apiName ?? '')
  const apiName = first?.apiName
  const named = apiName === undefined ? {} : { apiName }
  if (cause === 'native') return { cause, ...named, why: native.explain(suspicion, apiName) }
  const rule = CALL_CAUSES.find(known => known.cause === cause)
  if (rule && apiName !== undefined) return { cause, apiName, why: rule.explain(apiName, durationMs) }
  return { cause, why: javascript.explain(suspicion, evidence) }
}
