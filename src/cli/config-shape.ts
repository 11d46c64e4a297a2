import type { BlockLimits, Budget, BudgetScope } from '../model/budget.js'
import type { BaselineConfig, Config, ReporterConfig, RoleRule } from '../model/config.js'
import type { IgnoreRule } from '../model/ignore-rule.js'
import { JUDGED_WORDS, type Judged } from '../model/phase.js'
import { REPORTER_NAMES, type ReporterName } from '../model/reporter-name.js'
import { causeShape, roleShape } from './block-shape.js'
import {
  arrayOf,
  atLeast,
  type FieldShapes,
  filled,
  flag,
  objectOf,
  oneOf,
  type Shape,
  text,
  whole,
  wordOr,
  zeroOrAtLeast,
} from './shape.js'

/** One ignore rule. */
export const ignoreRuleShape: Shape<IgnoreRule> = objectOf<IgnoreRule>('a rule with a reason', {
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
