import { CAUSE_NAMES, type Cause } from './causes.js'
import { reasonText } from './check-option.js'
import type { IgnoreRule } from './config.js'
import { filled, objectOf, oneOf, type Shape } from './shape.js'

/** Why a block took long. */
export const causeShape: Shape<Cause> = oneOf(...CAUSE_NAMES)

/** What a rule can go by. */
export const RULE_MATCHERS: readonly Exclude<keyof IgnoreRule, 'reason'>[] = [
  'function',
  'file',
  'package',
  'cause',
  'thread',
  'process',
]

/** One ignore rule, wherever it is written: in code, in a config, in package.json or on the command line. */
export const ignoreRuleShape: Shape<IgnoreRule> = objectOf<IgnoreRule>(
  'a rule with a reason',
  {
    function: { optional: filled('the name of a function') },
    file: { optional: filled('a path or glob') },
    package: { optional: filled('the name of a package') },
    cause: { optional: causeShape },
    thread: { optional: filled('the name of a thread') },
    process: { optional: filled('the entry of a process or its package') },
    reason: reasonText,
  },
  { of: RULE_MATCHERS, expected: 'a function, file, package, cause, thread or process beside the reason' },
)
