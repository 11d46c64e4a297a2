import type { Cause, Confidence } from '../model/block.js'
import type { Evidence } from '../model/evidence.js'
import { type BlamedSample, CALL_CAUSES } from './blame-samples.js'
import { burst } from './causes/burst.js'
import { microtasks } from './causes/microtasks.js'
import { moduleLoad } from './causes/module-load.js'
import { starved } from './causes/starved.js'
import { suspended } from './causes/suspended.js'
import { findConfidence } from './find-confidence.js'
import { findCulprit, findHeaviestGroup, type Suspicion, sumWeightsMs } from './find-culprit.js'
import { findLongTurn, type Turn } from './find-turns.js'

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

/** Finds the cause: the machine's fault first, then many short callbacks, then what the heaviest samples show. */
export function findCause(evidence: Evidence, samples: BlamedSample[], turns: Turn[]): Judgement {
  const long = findLongTurn(turns, evidence.durationMs, evidence.thresholdMs)
  const suspicion = findCulprit(long?.samples ?? samples)
  const confidence = findConfidence(suspicion, evidence)
  const base = { confidence, ...(suspicion ? { suspicion } : {}) }
  const rule = [suspended, starved].find(cause => cause.holds(evidence))
  if (rule) return { ...base, cause: rule.cause, why: rule.explain(evidence) }
  const many = long || turns.length < 2 ? undefined : [burst, microtasks].find(cause => cause.holds(turns))
  if (many) return { ...base, cause: many.cause, why: many.explain(turns, evidence) }
  return { ...base, ...explainSuspicion(suspicion, evidence) }
}

function explainSuspicion(
  suspicion: Suspicion | undefined,
  evidence: Evidence,
): Pick<Judgement, 'cause' | 'why' | 'apiName'> {
  if (suspicion?.cause === 'native' && !suspicion.culprit) return { cause: 'native', why: explainBareSkid(suspicion) }
  if (suspicion?.cause === 'module-load')
    return { cause: 'module-load', why: moduleLoad.explain(Math.round(suspicion.weightMs)) }
  if (!suspicion?.culprit) return { cause: 'unknown', why: explainUnknown(evidence) }
  const { cause, culprit, samples, weightMs } = suspicion
  const durationMs = Math.round(weightMs)
  const [first] = findHeaviestGroup(samples, sample => sample.apiName ?? '')
  const apiName = first?.apiName
  const rule = CALL_CAUSES.find(known => known.cause === cause)
  if (rule && apiName) return { cause, apiName, why: rule.explain(apiName, durationMs) }
  if (cause === 'native' && apiName) return { cause, apiName, why: `${apiName} ran for ${durationMs} ms.` }
  if (cause === 'native') return { cause, why: explainSkid(samples) }
  const share = Math.round((weightMs / evidence.durationMs) * 100)
  return {
    cause,
    why: `${culprit.function} was running in ${samples.length} of ${evidence.samples.length} samples, ${share} % of the time.`,
  }
}

function explainSkid(samples: BlamedSample[]): string {
  return `The thread was in native code that takes no interrupts for ${sumSkidsMs(samples)} ms; the frame is the first JavaScript that ran after it.`
}

function explainBareSkid({ samples }: Suspicion): string {
  return `The thread was in native code that takes no interrupts for ${sumSkidsMs(samples)} ms; no JavaScript was running right after it.`
}

function sumSkidsMs(samples: BlamedSample[]): number {
  return Math.round(sumWeightsMs(samples.map(({ skidMs }) => ({ weightMs: skidMs }))))
}

function explainUnknown(evidence: Evidence): string {
  if (evidence.unwatched) return 'No watchdog was there to take samples.'
  if (evidence.samples.length === 0) return 'No sample could be taken during the block.'
  return 'No JavaScript was running whenever a sample was taken.'
}
