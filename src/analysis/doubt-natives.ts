import type { Evidence } from '../model/evidence.js'
import type { RawFrame } from '../model/frame.js'
import { SERVICE_MS } from '../model/native-call.js'
import { type ProfileSample, WRAPPED_NATIVE } from '../model/profile.js'
import { judgeFrame } from './judge-frame.js'
import { hasChain, listChain } from './match-stacks.js'
import type { WeighedSample } from './weigh-samples.js'

/**
 * Takes natives off the top of a profile's stacks that interrupts were served beneath, time after time and at once: who is in a native takes
 * none. V8 may go on naming the last short native that optimized code has called, long after it returned.
 */
export function doubtNatives(
  profile: NonNullable<Evidence['profile']>,
  samples: readonly WeighedSample[],
  ownDirectory?: string,
): ProfileSample[] {
  const groups = new Map<string, ProfileSample[]>()
  for (const part of profile) {
    if (!isUninterruptible(part.stack[0])) continue
    const key = part.stack.map(({ function: name, file, functionLine }) => [name, file, functionLine]).join('\n')
    groups.set(key, [...(groups.get(key) ?? []), part])
  }
  const doubted = new Set([...groups.values()].filter(parts => isDoubtful(parts, samples, ownDirectory)).flat())
  return profile.map(part => (doubted.has(part) ? { ...part, stack: part.stack.slice(1) } : part))
}

// Regular expressions do take interrupts.
function isUninterruptible(top: RawFrame | undefined): boolean {
  return top?.file === null && top.function !== WRAPPED_NATIVE && top.function?.startsWith('RegExp: ') !== true
}

/** All parts have the same stack. */
function isDoubtful(parts: ProfileSample[], samples: readonly WeighedSample[], ownDirectory?: string): boolean {
  const chain = listChain((parts[0]?.stack ?? []).map(frame => judgeFrame(frame, ownDirectory)))
  if (chain.length === 0) return false
  const waitsMs = samples
    .filter(({ raw }) => raw.source === 'interrupt')
    .filter(({ raw: { atMs } }) => parts.some(part => atMs > part.startMs && atMs <= part.endMs))
    .filter(({ stack }) => hasChain(stack, chain))
    .map(({ raw: { atMs, postedAtMs = 0 } }) => atMs - postedAtMs)
  const promptCount = waitsMs.filter(waitMs => waitMs <= SERVICE_MS).length
  return promptCount >= FEWEST_PROMPT && (waitsMs.length - promptCount) * MOST_LATE_RATIO <= promptCount
}

/** One may have come right after the native. */
const FEWEST_PROMPT = 2

/** Without a core JavaScript serves some of them late, too: one for each so many. */
const MOST_LATE_RATIO = 3
