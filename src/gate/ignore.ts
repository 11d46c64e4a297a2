import type { Block } from '../model/block.js'
import type { IgnoreRule } from '../model/config.js'
import { fitRemedy } from '../model/fit-remedy.js'
import { matchesGlob } from '../model/glob.js'
import { findUnjudgedReason, type Judged } from '../model/phase.js'
import { toProjectPath } from '../model/project-path.js'
import type { RuleUse } from '../model/report.js'
import { matchesOwner, type Whereabouts } from './owner.js'

/** An ignore rule, with where it stands. */
export interface SourcedRule {
  rule: IgnoreRule
  /** Name of a file, or `--ignore`. */
  from: string
  /** The package that ships the rule, for its own code only; absent for the project's own rules. `folder`: absolute. */
  library?: { name: string; folder: string }
}

/**
 * Marks the blocks that a rule matches, by the first one that does, and counts what each of the project's own rules matched. Blocks that
 * are ignored already stay as they are, and count too.
 *
 * @param where the folders that paths in rules are relative to, and whose threads they name
 */
export function ignoreBlocks(
  blocks: Block[],
  rules: readonly SourcedRule[],
  where: Whereabouts,
): { blocks: Block[]; uses: RuleUse[] } {
  const own = rules.filter(({ library }) => library === undefined)
  return {
    blocks: blocks.map(block => markBlock(block, rules, where)),
    uses: own.map(sourced => ({
      rule: sourced.rule,
      from: sourced.from,
      blockCount: blocks.filter(block => matchesRule(block, sourced, where)).length,
    })),
  }
}

function markBlock(block: Block, rules: readonly SourcedRule[], where: Whereabouts): Block {
  if (block.ignored) return block
  const found = rules.find(sourced => matchesRule(block, sourced, where))
  if (!found) return block
  const { rule, library } = found
  return { ...block, ignored: { reason: rule.reason, ...(library ? { by: library.name } : {}) } }
}

function matchesRule(block: Block, { rule, library }: SourcedRule, where: Whereabouts): boolean {
  if (rule.cause !== undefined && rule.cause !== block.cause) return false
  if (!matchesOwner(block, rule, where)) return false
  return library ? matchesLibrary(block, rule, library) : matchesCulprit(block, rule, where.roots)
}

function matchesCulprit({ culprit, stack }: Block, rule: IgnoreRule, roots: readonly string[]): boolean {
  if (rule.function !== undefined && rule.function !== culprit?.function) return false
  if (rule.package !== undefined && rule.package !== findInnermostPackage(stack)) return false
  if (rule.file === undefined) return true
  return culprit !== undefined && matchesGlob(toProjectPath(culprit.file, roots), rule.file)
}

/** npm package of the innermost package frame. */
export function findInnermostPackage(stack: Block['stack']): string | undefined {
  return stack.find(frame => frame.package !== undefined)?.package
}

// A library speaks for its own code: not for a callback that it calls, nor for what it is called by.
function matchesLibrary(
  { stack }: Block,
  rule: IgnoreRule,
  { name, folder }: { name: string; folder: string },
): boolean {
  const working = stack.find(frame => !frame.native && !frame.file.startsWith('node:'))
  if (working?.package !== name || toProjectPath(working.file, [folder]) === working.file) return false
  return stack.some(frame => {
    if (frame.package !== name) return false
    if (rule.function !== undefined && rule.function !== frame.function) return false
    return rule.file === undefined || matchesGlob(toProjectPath(frame.file, [folder]), rule.file)
  })
}

/**
 * Says of each block why it is not judged, for its phase or role, whatever another gate has said of it before; and gives advice that fits
 * both.
 */
export function markUnjudged(blocks: Block[], judge: readonly Judged[]): Block[] {
  return blocks.map(block => {
    const { unjudged: _, remedy: given, ...rest } = block
    const remedy = given && fitRemedy(given, block)
    const unjudged = findUnjudgedReason(block.phase, block.process.role, judge)
    return { ...rest, ...(remedy ? { remedy } : {}), ...(unjudged === undefined ? {} : { unjudged }) }
  })
}
