import type { Evidence } from '../model/evidence.js'
import { findHeaviestGroup } from './find-culprit.js'
import type { BlamedSample } from './weigh-samples.js'

/**
 * What the blocking code worked for: the context of the heaviest of the samples that blame the culprit. Where nobody is blamed, the
 * context that all samples share, if they do.
 */
export function findContext(
  { samples }: Evidence,
  suspects: BlamedSample[] | undefined,
): Record<string, string> | undefined {
  if (suspects) {
    const known = suspects.filter(({ raw }) => raw.context)
    return findHeaviestGroup(known, ({ raw }) => JSON.stringify(raw.context))[0]?.raw.context
  }
  const [first, ...others] = samples.flatMap(({ context }) => (context ? [JSON.stringify(context)] : []))
  return others.every(other => other === first) ? samples.find(({ context }) => context)?.context : undefined
}
