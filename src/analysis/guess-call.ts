import type { BlamedSample } from './weigh-samples.js'

/**
 * What the user's line calls when a profile saw nothing but that line: V8 leaves its own built-ins out of profiles. `undefined` when the
 * line calls none that is known to take long, or more than one.
 */
export function guessCall(
  sourceLine: string | undefined,
): Pick<BlamedSample, 'cause' | 'confidence' | 'apiName'> | undefined {
  const found = CALLS.filter(({ apiName }) => sourceLine?.includes(`${apiName}(`))
  const [call] = found
  return call && found.length === 1 ? { ...call, confidence: 'likely' } : undefined
}

const CALLS = [
  { cause: 'json', apiName: 'JSON.parse' },
  { cause: 'json', apiName: 'JSON.stringify' },
  { cause: 'serialization', apiName: 'structuredClone' },
  { cause: 'sync-wait', apiName: 'Atomics.wait' },
] as const
