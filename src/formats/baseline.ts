import { BASELINE_VERSION, type Baseline, type BaselineEntry, type Standing } from '../model/baseline.js'
import { causeShape, ignoreRuleShape } from '../model/ignore-rule.js'
import type { BaselineUse, RuleUse } from '../model/report.js'
import {
  amount,
  arrayOf,
  exactly,
  fingerprintText,
  numberIn,
  objectOf,
  oneOf,
  type Shape,
  text,
  whole,
} from '../model/shape.js'

/** One entry of a baseline. */
const baselineEntryShape: Shape<BaselineEntry> = objectOf<BaselineEntry>('an entry of the baseline', {
  fingerprint: fingerprintText,
  function: text,
  file: text,
  cause: causeShape,
  worstMs: numberIn({ least: 0, unit: 'ms' }),
  code: { optional: text },
  note: { optional: text },
})

/** A baseline, as its file holds it. */
export const baselineShape: Shape<Baseline> = objectOf<Baseline>('a baseline', {
  version: exactly(BASELINE_VERSION),
  offenders: arrayOf(baselineEntryShape),
})

/** What a baseline says of one offender. */
export const standingShape: Shape<Standing> = objectOf<Standing>('a standing', {
  state: oneOf('new', 'known', 'worse'),
  judgedMs: amount,
  recordedMs: { optional: amount },
  allowedMs: { optional: amount },
  note: { optional: text },
  recordedAs: {
    optional: objectOf<NonNullable<Standing['recordedAs']>>('what the baseline calls it', {
      function: text,
      file: text,
      cause: causeShape,
    }),
  },
})

/** The baseline of a run. */
export const baselineUseShape: Shape<BaselineUse> = objectOf<BaselineUse>('the use of a baseline', {
  file: text,
  stale: arrayOf(baselineEntryShape),
  update: {
    optional: objectOf<NonNullable<BaselineUse['update']>>('an update', {
      added: whole,
      changed: whole,
      removed: whole,
    }),
  },
})

/** An ignore rule, and whether it is of any use. */
export const ruleUseShape: Shape<RuleUse> = objectOf<RuleUse>('the use of a rule', {
  rule: ignoreRuleShape,
  from: text,
  blockCount: whole,
})
