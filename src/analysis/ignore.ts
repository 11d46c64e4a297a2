import type { Block } from '../model/block.js'
import type { IgnoreRule } from '../model/config.js'
import type { Evidence } from '../model/evidence.js'
import { matchesGlob } from '../model/glob.js'
import { sumMs } from '../model/interval.js'
import { nameThread } from '../model/program.js'
import { findHeaviestGroup } from './attribution/culprit.js'
import { toRelativePath } from './fingerprint.js'
import type { Segment } from './timeline/segment.js'

/**
 * Says whether a block is to be kept and never to fail on: too little of it is left outside `ignoreBlocking`, or a rule
 * matches. `undefined` when it counts.
 */
export function judgeIgnore(
  block: Pick<Block, 'cause' | 'culprit' | 'stack'>,
  evidence: Evidence,
  segments: Segment[],
  rules: IgnoreRule[],
): { reason: string } | undefined {
  const subject = { ...block, process: evidence }
  return findAllowed(evidence, segments) ?? findRule(subject, evidence.cwd, rules)
}

function findAllowed({ durationMs, thresholdMs }: Evidence, segments: Segment[]): { reason: string } | undefined {
  const allowed = segments.filter(segment => segment.allowed !== undefined)
  const [longest] = findHeaviestGroup(allowed, segment => segment.allowed ?? '')
  const isMost = durationMs - sumMs(allowed) < thresholdMs
  return isMost && longest?.allowed !== undefined ? { reason: longest.allowed } : undefined
}

/** The block, marked as ignored when one of the rules matches it. */
export function markIgnored(block: Block, cwd: string, rules: readonly IgnoreRule[]): Block {
  const ignored = block.ignored ?? findRule(block, cwd, rules)
  return ignored ? { ...block, ignored } : block
}

/**
 * The rules that hold in a program, which need not ask for it any more.
 *
 * @param names what rules may call it
 */
export function narrowRules(rules: readonly IgnoreRule[], names: readonly string[]): IgnoreRule[] {
  return rules.flatMap(({ process, ...rule }) => {
    return process === undefined || names.some(name => matchesGlob(name, process)) ? [rule] : []
  })
}

/** What a rule looks at. */
interface RuleSubject extends Pick<Block, 'cause' | 'culprit' | 'stack'> {
  process: { threadId: number; threadName?: string }
}

function findRule(block: RuleSubject, cwd: string, rules: readonly IgnoreRule[]): { reason: string } | undefined {
  const rule = rules.find(candidate => matchesRule(block, cwd, candidate))
  return rule && { reason: rule.reason }
}

function matchesRule({ cause, culprit, stack, process }: RuleSubject, cwd: string, rule: IgnoreRule): boolean {
  if (rule.thread !== undefined && !matchesGlob(nameThread(process), rule.thread)) return false
  if (rule.cause !== undefined && rule.cause !== cause) return false
  if (rule.function !== undefined && rule.function !== culprit?.function) return false
  if (rule.package !== undefined && rule.package !== stack.find(frame => frame.package)?.package) return false
  if (rule.file === undefined) return true
  return culprit !== undefined && matchesGlob(toRelativePath(culprit.file, cwd), rule.file)
}
