import type { BudgetScope } from '../model/budget.js'
import type { Config, RoleRule } from '../model/config.js'
import { formatGot, LoophoundError } from '../model/errors.js'
import type { IgnoreRule } from '../model/ignore-rule.js'
import { configShape, ignoreRuleShape } from './config-shape.js'
import { findUnknownKey } from './find-unknown-key.js'
import { arrayOf, formatMismatch, hasShape, type Shape } from './shape.js'

/**
 * Says of a value from outside that it is a config.
 *
 * @param from where it stands: begins the sentence
 * @throws LoophoundError for a wrong type, an unknown key, or a rule or scope that makes no sense
 */
export function checkConfig(value: unknown, from: string): Config {
  const config = checkShape(value, configShape, from)
  checkRules(config.ignore ?? [], `${from}: ignore`)
  for (const [index, scope] of (config.budget?.scopes ?? []).entries())
    checkScope(scope, `${from}: budget.scopes[${index}]`)
  for (const [index, rule] of (config.roles ?? []).entries()) checkRole(rule, `${from}: roles[${index}]`)
  return config
}

/**
 * Says of a value from outside that it is a list of ignore rules that a package ships.
 *
 * @throws LoophoundError as {@link checkConfig} does, and for a rule that speaks of packages
 */
export function checkPackageRules(value: unknown, from: string): IgnoreRule[] {
  const rules = checkShape(value, arrayOf(ignoreRuleShape), from)
  for (const [index, rule] of rules.entries()) {
    checkMatcher(rule, `${from}[${index}]`)
    if (rule.package !== undefined)
      throw createBadConfig(`${from}[${index}].package`, 'none: it holds for the package itself only', rule.package)
  }
  return rules
}

/**
 * Says of one rule from the command line that it is one.
 *
 * @throws LoophoundError as {@link checkConfig} does
 */
export function checkRule(value: unknown, from: string): IgnoreRule {
  const rule = checkShape(value, ignoreRuleShape, from)
  checkMatcher(rule, from)
  return rule
}

function checkShape<T>(value: unknown, shape: Shape<T>, from: string): T {
  const problem = findUnknownKey(value, shape) ?? formatMismatch(value, shape)
  if (problem !== undefined) throw new LoophoundError('ERR_LOOPHOUND_BAD_CONFIG', join(from, problem))
  // The mismatch is undefined exactly when the value has the shape, which the compiler cannot know.
  if (!hasShape(value, shape)) throw createBadConfig(from, shape.expected, value)
  return value
}

// `ignore` and `[0].reason: expected …` belong together without a colon.
function join(from: string, problem: string): string {
  return problem.startsWith('[') ? `${from}${problem}` : `${from}: ${problem}`
}

function checkRules(rules: IgnoreRule[], at: string): void {
  const seen = new Map<string, number>()
  for (const [index, rule] of rules.entries()) {
    checkMatcher(rule, `${at}[${index}]`)
    const { function: name, file, package: packageName, cause, thread, process } = rule
    const key = JSON.stringify([name, file, packageName, cause, thread, process])
    const first = seen.get(key)
    if (first !== undefined) throw createBadConfig(`${at}[${index}]`, `a rule unlike ignore[${first}]`, rule)
    seen.set(key, index)
  }
}

function checkMatcher(rule: IgnoreRule, at: string): void {
  const { reason: _, ...matchers } = rule
  if (Object.values(matchers).every(matcher => matcher === undefined))
    throw createBadConfig(at, 'a function, file, package, cause, thread or process beside the reason', rule)
}

function checkScope(scope: BudgetScope, at: string): void {
  if ([scope.file, scope.package, scope.thread, scope.process].every(matcher => matcher === undefined))
    throw createBadConfig(at, 'a file, package, thread or process beside the limits', scope)
}

function checkRole(rule: RoleRule, at: string): void {
  if (rule.file === undefined && rule.package === undefined)
    throw createBadConfig(at, 'a package or file beside the role', rule)
}

function createBadConfig(at: string, expected: string, got: unknown): LoophoundError {
  return new LoophoundError('ERR_LOOPHOUND_BAD_CONFIG', `${at}: expected ${expected}, got ${formatGot(got)}`)
}
