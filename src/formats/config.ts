import { normalize } from 'node:path'
import {
  type BaselineConfig,
  type BlockLimits,
  type Budget,
  type BudgetScope,
  type Config,
  type IgnoreRule,
  LIMITS,
  REPORTER_NAMES,
  type ReporterConfig,
  type ReporterName,
  type RoleRule,
} from '../model/config.js'
import { formatGot, LoophoundError } from '../model/errors.js'
import { ignoreRuleShape, RULE_MATCHERS } from '../model/ignore-rule.js'
import { JUDGED_WORDS, type Judged } from '../model/phase.js'
import {
  arrayOf,
  checkShape,
  type FieldShapes,
  filled,
  flag,
  numberIn,
  objectOf,
  oneOf,
  type Shape,
  text,
  whole,
  wordOr,
} from '../model/shape.js'
import { roleShape } from './block.js'

const AT_LEAST_0 = { least: 0, unit: 'ms' }

const limitFields: FieldShapes<BlockLimits> = {
  maxBlocks: { optional: whole },
  maxBlockMs: { optional: numberIn(AT_LEAST_0) },
  maxTotalMs: { optional: numberIn(AT_LEAST_0) },
}

const scopeShape: Shape<BudgetScope> = objectOf<BudgetScope>(
  'limits for a file or package',
  {
    ...limitFields,
    file: { optional: filled('a path or glob') },
    package: { optional: filled('the name of a package, or a glob') },
    thread: { optional: filled('the name of a thread, or a glob') },
    process: { optional: filled('the entry of a process or its package, or a glob') },
  },
  { of: ['file', 'package', 'thread', 'process'], expected: 'a file, package, thread or process beside the limits' },
)

const roleRuleShape: Shape<RoleRule> = objectOf<RoleRule>(
  'a rule with a role',
  {
    package: { optional: filled('the name of a package, or a glob') },
    file: { optional: filled('a path or glob') },
    role: roleShape,
  },
  { of: ['package', 'file'], expected: 'a package or file beside the role' },
)

/** What a budget may hold. */
export const budgetFields: FieldShapes<Budget> = {
  ...limitFields,
  maxDelayP99Ms: { optional: numberIn(AT_LEAST_0) },
  maxStartupMs: { optional: numberIn(AT_LEAST_0) },
  scopes: { optional: arrayOf(scopeShape) },
}

/** What a config may say of a baseline. */
export const baselineFields: FieldShapes<BaselineConfig> = {
  file: filled('the path of a baseline'),
  factor: { optional: numberIn(LIMITS['baseline.factor']) },
  failStale: { optional: flag },
}

const reporterNameShape: Shape<ReporterName> = oneOf(...REPORTER_NAMES)

/** A report in a file, or on stdout. */
export const reporterConfigShape: Shape<ReporterConfig> = objectOf<ReporterConfig>(
  'the name of a reporter, or an object with its name and a file',
  { name: reporterNameShape, file: { optional: filled('the path of a report') } },
)

const reporterShape: Shape<ReporterName | ReporterConfig> = wordOr(reporterNameShape, reporterConfigShape)

/** What `--judge` may name. */
export const judgedShape: Shape<Judged> = oneOf(...JUDGED_WORDS)

/** What a config may hold. */
export const configFields: FieldShapes<Config> = {
  thresholdMs: { optional: numberIn(LIMITS.thresholdMs) },
  hangAfterMs: { optional: numberIn(LIMITS.hangAfterMs) },
  hangTimeoutMs: { optional: numberIn(LIMITS.hangTimeoutMs) },
  startupLimitMs: { optional: numberIn(LIMITS.startupLimitMs) },
  judge: { optional: arrayOf(judgedShape) },
  roles: { optional: arrayOf(roleRuleShape) },
  budget: { optional: objectOf<Budget>('a budget', budgetFields) },
  baseline: { optional: objectOf<BaselineConfig>('an object with the file of a baseline', baselineFields) },
  ignore: { optional: arrayOf(ignoreRuleShape) },
  packageRules: { optional: flag },
  onInconclusive: { optional: oneOf('pass', 'fail') },
  sourceMaps: { optional: flag },
  sampler: { optional: flag },
  requests: { optional: flag },
  callbacks: { optional: flag },
  reporters: { optional: arrayOf(reporterShape) },
  $schema: { optional: text },
}

/** A config, as a file or package.json holds it. */
export const configShape: Shape<Config> = objectOf<Config>('a config object', configFields)

/**
 * Says of a value from outside that it is a config.
 *
 * @param from where it stands: begins the sentence
 * @throws LoophoundError for a wrong type, an unknown key, or a rule or scope that makes no sense
 */
export function checkConfig(value: unknown, from: string): Config {
  const config = check(value, configShape, from)
  refuseDoubleRules(config.ignore ?? [], `${from}: ignore`)
  refuseDoubleFiles(config.reporters ?? [], `${from}: reporters`)
  return config
}

/**
 * Says of a value from outside that it is a list of ignore rules that a package ships.
 *
 * @throws LoophoundError as {@link checkConfig} does, and for a rule that speaks of packages
 */
export function checkPackageRules(value: unknown, from: string): IgnoreRule[] {
  const rules = check(value, arrayOf(ignoreRuleShape), from)
  for (const [index, { package: name }] of rules.entries()) {
    if (name !== undefined)
      throw createBadConfig(`${from}[${index}].package`, 'none: it holds for the package itself only', name)
  }
  return rules
}

/**
 * Says of one rule from the command line that it is one.
 *
 * @throws LoophoundError as {@link checkConfig} does
 */
export function checkRule(value: unknown, from: string): IgnoreRule {
  return check(value, ignoreRuleShape, from)
}

function check<T>(value: unknown, shape: Shape<T>, from: string): T {
  return checkShape(value, shape, problem => {
    // `ignore` and `[0].reason: expected …` belong together without a colon.
    const colon = problem.startsWith('[') ? '' : ': '
    return new LoophoundError('ERR_LOOPHOUND_BAD_CONFIG', `${from}${colon}${problem}`)
  })
}

function refuseDoubleRules(rules: IgnoreRule[], at: string): void {
  const seen = new Map<string, number>()
  for (const [index, rule] of rules.entries()) {
    const key = JSON.stringify(RULE_MATCHERS.map(name => rule[name]))
    const first = seen.get(key)
    if (first !== undefined) throw createBadConfig(`${at}[${index}]`, `a rule unlike ignore[${first}]`, rule)
    seen.set(key, index)
  }
}

function refuseDoubleFiles(reporters: NonNullable<Config['reporters']>, at: string): void {
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
