import { normalize } from 'node:path'
import { baselineFields, budgetFields, checkRule, configFields, reporterConfigShape } from '../formats/config.js'
import type { BaselineConfig, Budget, Config, IgnoreRule, ReporterConfig } from '../model/config.js'
import { REPORTER_NAMES } from '../model/config.js'
import { createBadUsage, formatGot, type LoophoundError } from '../model/errors.js'
import { findNearest } from '../model/find-nearest.js'
import { ignoreRuleShape } from '../model/ignore-rule.js'
import { JUDGED_WORDS, type Judged } from '../model/phase.js'
import { arrayOf, objectOf, oneOf, type Shape, text } from '../model/shape.js'

/** The options of a command line; what is absent is as the config says, or the default. */
export interface OptionValues extends Omit<Config, 'reporters' | 'budget' | 'baseline' | 'ignore'> {
  /** Empty when none is named: `text`, and what the CI service shows. */
  reporters: ReporterConfig[]
  budget: Budget
  baseline: BaselineOptions
  ignore: IgnoreRule[]
  /** Path of the config. */
  config?: string
}

/** What the command line says of the baseline. */
export interface BaselineOptions extends Partial<BaselineConfig> {
  /** What an update takes over; absent for none. */
  update?: 'known' | 'new'
}

/** The shape of what the command line says: its fields have that of the config's. */
export const optionsShape: Shape<OptionValues> = objectOf<OptionValues>('options', {
  ...configFields,
  reporters: arrayOf(reporterConfigShape),
  budget: objectOf<Budget>('limits', budgetFields),
  baseline: objectOf<BaselineOptions>('options of the baseline', {
    ...baselineFields,
    file: { optional: baselineFields.file },
    update: { optional: oneOf('known', 'new') },
  }),
  ignore: arrayOf(ignoreRuleShape),
  config: { optional: text },
})

/**
 * The one of a few words that was given.
 *
 * @throws LoophoundError when it is none of them, with the nearest one suggested
 */
export function readWord<T extends string>(what: string, expected: string, word: string, known: readonly T[]): T {
  const found = known.find(one => one === word)
  if (found === undefined) throw createUnknownWord(what, expected, word, known)
  return found
}

/** Error for a word that is none of the known ones, with the nearest one suggested. */
export function createUnknownWord(
  what: string,
  expected: string,
  word: string,
  known: readonly string[],
): LoophoundError {
  const nearest = findNearest(word, known)
  return createBadUsage(what, expected, `${formatGot(word)}${nearest ? `; did you mean ${nearest}?` : ''}`)
}

/** Reads the file of `--baseline`. @throws LoophoundError for none */
export function readBaselineFile(values: string[]): string {
  const file = values.at(-1)
  if (!file) throw createBadUsage('--baseline', 'a file', 'nothing')
  return file
}

/** Reads `--on-inconclusive`. @throws LoophoundError for an unknown word */
export function readOutcome(values: string[]): 'pass' | 'fail' {
  return readWord('--on-inconclusive', 'pass or fail', values.at(-1) ?? '', ['pass', 'fail'])
}

/** Reads the words of `--judge`, each once. @throws LoophoundError for an unknown one */
export function readJudged(values: string[]): Judged[] {
  const expected = `one or more of ${JUDGED_WORDS.join(', ')}`
  const words = values.flatMap(value => value.split(','))
  return [...new Set(words.map(word => readWord('--judge', expected, word.trim(), JUDGED_WORDS)))]
}

/** Reads the values of `--reporter`. @throws LoophoundError for an unknown name, and for two reports in one file */
export function readReporters(values: string[]): ReporterConfig[] {
  const reporters = values.map(readReporter)
  const files = reporters.flatMap(({ file }) => file ?? [])
  // `./a.json` is `a.json`, too.
  const again = files.find((file, index) => files.slice(0, index).some(other => normalize(other) === normalize(file)))
  if (again !== undefined) throw createBadUsage('--reporter', 'another file for each', `${again} again`)
  return reporters
}

function readReporter(word: string): ReporterConfig {
  const [given = '', ...rest] = word.split('=')
  const name = readWord('--reporter', `one of ${REPORTER_NAMES.join(', ')}`, given, REPORTER_NAMES)
  if (rest.length === 0) return { name }
  const file = rest.join('=')
  if (!file) throw createBadUsage('--reporter', `a file after ${name}=`, 'nothing')
  return { name, file }
}

/**
 * Reads an ignore rule from the command line: `key=value` pairs, of which `reason` is the last and takes all the rest.
 *
 * @throws LoophoundError when it is no rule, or one without a reason
 * @example
 * readIgnoreRule('function=render file=src/** reason=start-up only')
 * // { function: 'render', file: 'src/**', reason: 'start-up only' }
 */
export function readIgnoreRule(words: string): IgnoreRule {
  const [, matchers = words, reason] = /^(.*?)(?:^|\s)reason=(.*)$/s.exec(words) ?? []
  const keys = [...matchers.matchAll(/(?:^|\s)(?<key>\w+)=/g)]
  if (keys.length === 0 || matchers.slice(0, keys[0]?.index).trim() !== '')
    throw createBadUsage('--ignore', "a rule such as 'function=render reason=start-up only'", JSON.stringify(words))
  const pairs = keys.map(({ index, 0: match, groups }, position) => {
    return [groups?.key, matchers.slice(index + match.length, keys[position + 1]?.index).trim()]
  })
  return checkRule(
    { ...Object.fromEntries(pairs), ...(reason === undefined ? {} : { reason: reason.trim() }) },
    '--ignore',
  )
}
