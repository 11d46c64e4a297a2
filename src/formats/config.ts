import { normalize } from 'node:path'
import {
  type BaselineConfig,
  type BlockLimits,
  type Budget,
  type BudgetScope,
  type Config,
  type IgnoreRule,
  REPORTER_NAMES,
  type ReporterConfig,
  type ReporterName,
  type RoleRule,
} from '../model/config.js'
import { formatGot, LoophoundError } from '../model/errors.js'
import { JUDGED_WORDS, type Judged } from '../model/phase.js'
import { causeShape, roleShape } from './block.js'
import {
  arrayOf,
  atLeast,
  type FieldShapes,
  filled,
  findUnknownKey,
  flag,
  formatMismatch,
  hasShape,
  objectOf,
  oneOf,
  type Shape,
  text,
  whole,
  wordOr,
  zeroOrAtLeast,
} from './shape.js'

/** One ignore rule. */
const ignoreRuleShape: Shape<IgnoreRule> = objectOf<IgnoreRule>('a rule with a reason', {
  function: { optional: filled('the name of a function') },
  file: { optional: filled('a path or glob') },
  package: { optional: filled('the name of a package') },
  cause: { optional: causeShape },
  thread: { optional: filled('the name of a thread') },
  process: { optional: filled('the entry of a process or its package') },
  reason: filled('a reason'),
})

const limitFields: FieldShapes<BlockLimits> = {
  maxBlocks: { optional: whole },
  maxBlockMs: { optional: atLeast(0, 'ms') },
  maxTotalMs: { optional: atLeast(0, 'ms') },
}

const scopeShape: Shape<BudgetScope> = objectOf<BudgetScope>('limits for a file or package', {
  ...limitFields,
  file: { optional: filled('a path or glob') },
  package: { optional: filled('the name of a package, or a glob') },
  thread: { optional: filled('the name of a thread, or a glob') },
  process: { optional: filled('the entry of a process or its package, or a glob') },
})

const roleRuleShape: Shape<RoleRule> = objectOf<RoleRule>('a rule with a role', {
  package: { optional: filled('the name of a package, or a glob') },
  file: { optional: filled('a path or glob') },
  role: roleShape,
})

const budgetShape: Shape<Budget> = objectOf<Budget>('a budget', {
  ...limitFields,
  maxDelayP99Ms: { optional: atLeast(0, 'ms') },
  maxStartupMs: { optional: atLeast(0, 'ms') },
  scopes: { optional: arrayOf(scopeShape) },
})

const baselineConfigShape: Shape<BaselineConfig> = objectOf<BaselineConfig>('an object with the file of a baseline', {
  file: filled('the path of a baseline'),
  factor: { optional: atLeast(1) },
  failStale: { optional: flag },
})

const reporterNameShape: Shape<ReporterName> = oneOf(...REPORTER_NAMES)

const reporterShape: Shape<ReporterName | ReporterConfig> = wordOr(
  reporterNameShape,
  objectOf<ReporterConfig>('the name of a reporter, or an object with its name and a file', {
    name: reporterNameShape,
    file: { optional: filled('the path of a report') },
  }),
)

/** What `--judge` may name. */
export const judgedShape: Shape<Judged> = oneOf(...JUDGED_WORDS)

/** A config, as a file or package.json holds it. */
export const configShape: Shape<Config> = objectOf<Config>('a config object', {
  thresholdMs: { optional: atLeast(5, 'ms') },
  hangAfterMs: { optional: atLeast(100, 'ms') },
  hangTimeoutMs: { optional: zeroOrAtLeast(100, 'ms', 'never') },
  startupLimitMs: { optional: atLeast(0, 'ms') },
  judge: { optional: arrayOf(judgedShape) },
  roles: { optional: arrayOf(roleRuleShape) },
  budget: { optional: budgetShape },
  baseline: { optional: baselineConfigShape },
  ignore: { optional: arrayOf(ignoreRuleShape) },
  packageRules: { optional: flag },
  onInconclusive: { optional: oneOf('pass', 'fail') },
  sourceMaps: { optional: flag },
  sampler: { optional: flag },
  requests: { optional: flag },
  callbacks: { optional: flag },
  reporters: { optional: arrayOf(reporterShape) },
  $schema: { optional: text },
})

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
  for (const [index, rule] of (config.roles ?? []).entries()) checkRoleRule(rule, `${from}: roles[${index}]`)
  checkReporterFiles(config.reporters ?? [], `${from}: reporters`)
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
    const key = JSON.stringify(MATCHERS.map(name => rule[name]))
    const first = seen.get(key)
    if (first !== undefined) throw createBadConfig(`${at}[${index}]`, `a rule unlike ignore[${first}]`, rule)
    seen.set(key, index)
  }
}

function checkMatcher(rule: IgnoreRule, at: string): void {
  if (MATCHERS.every(name => rule[name] === undefined))
    throw createBadConfig(at, 'a function, file, package, cause, thread or process beside the reason', rule)
}

const MATCHERS = ['function', 'file', 'package', 'cause', 'thread', 'process'] as const

function checkScope(scope: BudgetScope, at: string): void {
  if ([scope.file, scope.package, scope.thread, scope.process].every(matcher => matcher === undefined))
    throw createBadConfig(at, 'a file, package, thread or process beside the limits', scope)
}

function checkRoleRule(rule: RoleRule, at: string): void {
  if (rule.package === undefined && rule.file === undefined)
    throw createBadConfig(at, 'a package or file beside the role', rule)
}

function checkReporterFiles(reporters: NonNullable<Config['reporters']>, at: string): void {
  const seen = new Set<string>()
  for (const [index, reporter] of reporters.entries()) {
    if (typeof reporter === 'string' || reporter.file === undefined) continue
    // `./a.json` is `a.json`, too.
    const file = normalize(reporter.file)
    if (seen.has(file)) throw createBadConfig(`${at}[${index}].file`, 'another file for each', reporter.file)
    seen.add(file)
  }
}

function createBadConfig(at: string, expected: string, got: unknown): LoophoundError {
  return new LoophoundError('ERR_LOOPHOUND_BAD_CONFIG', `${at}: expected ${expected}, got ${formatGot(got)}`)
}
