import { normalize } from 'node:path'
import { checkRule } from '../formats/config.js'
import { type BaselineConfig, type Budget, type IgnoreRule, REPORTER_NAMES } from '../model/config.js'
import { createBadOption } from '../model/errors.js'
import { JUDGED_WORDS, type Judged } from '../model/phase.js'
import { createBadUsage, createUnknownWord } from './option-table.js'
import type { ReporterTarget } from './output/write-reports.js'

/** The options of a command line; what is absent is as the config says, or the default. */
export interface OptionValues extends FlagValues {
  thresholdMs?: number
  hangAfterMs?: number
  /** 0: never. */
  hangTimeoutMs?: number
  /** Empty when none is named: `text`, and what the CI service shows. */
  reporters: ReporterTarget[]
  budget: Budget
  /** Absent: as the config says, or nothing. */
  judge?: Judged[]
  /** Absent: as the config says, or the default. */
  startupLimitMs?: number
  baseline: BaselineOptions
  ignore: IgnoreRule[]
  onInconclusive?: 'pass' | 'fail'
  /** Path of the config. */
  config?: string
}

/** What is on or off. */
export interface FlagValues {
  sourceMaps?: boolean
  callbacks?: boolean
  requests?: boolean
  sampler?: boolean
}

/** What the command line says of the baseline. */
export interface BaselineOptions extends Partial<BaselineConfig> {
  /** What an update takes over; absent for none. */
  update?: 'known' | 'new'
}

/** An option as it stood on the command line. */
export interface OptionWord {
  name: string
  value: string
}

/**
 * Turns options into values. Of an option given twice the last one counts; reporters, rules and what to judge add up.
 *
 * @throws LoophoundError when a value is out of range
 */
export function readOptionValues(options: OptionWord[]): OptionValues {
  const latest = new Map(options.map(({ name, value }) => [name, value]))
  const reporters = readReporters(options)
  const thresholdMs = readNumber(latest, 'threshold', 5)
  const hangAfterMs = readNumber(latest, 'hang-after', 100)
  const hangTimeoutMs = readHangTimeout(latest)
  const onInconclusive = readOutcome(latest.get('on-inconclusive'))
  const startupLimitMs = readNumber(latest, 'startup-limit', 0)
  const judge = readJudged(options)
  const config = latest.get('config')
  return {
    ...(thresholdMs === undefined ? {} : { thresholdMs }),
    ...(hangAfterMs === undefined ? {} : { hangAfterMs }),
    ...(hangTimeoutMs === undefined ? {} : { hangTimeoutMs }),
    ...readFlags(options),
    reporters,
    budget: readBudget(latest),
    ...(judge.length > 0 ? { judge } : {}),
    ...(startupLimitMs === undefined ? {} : { startupLimitMs }),
    baseline: readBaselineOptions(options, latest),
    ignore: options.filter(({ name }) => name === 'ignore').map(({ value }) => readIgnoreRule(value)),
    ...(onInconclusive === undefined ? {} : { onInconclusive }),
    ...(config === undefined ? {} : { config }),
  }
}

function readFlags(options: OptionWord[]): FlagValues {
  const flags: [keyof FlagValues, boolean | undefined][] = [
    ['sourceMaps', readFlag(options, 'source-maps')],
    ['callbacks', readFlag(options, 'callbacks')],
    ['requests', readFlag(options, 'requests')],
    ['sampler', readFlag(options, 'sampler')],
  ]
  return Object.fromEntries(flags.filter(([, flag]) => flag !== undefined))
}

function readFlag(options: OptionWord[], word: string): boolean | undefined {
  const last = options.findLast(({ name }) => name === word || name === `no-${word}`)
  return last && last.name === word
}

function readBaselineOptions(words: OptionWord[], options: Map<string, string>): BaselineOptions {
  const values: BaselineOptions = {}
  const file = options.get('baseline')
  const factor = readNumber(options, 'baseline-factor', 1, '')
  if (file === '') throw createBadUsage('--baseline', 'a file', 'nothing')
  if (file !== undefined) values.file = file
  if (factor !== undefined) values.factor = factor
  const failStale = readFlag(words, 'fail-stale')
  if (failStale !== undefined) values.failStale = failStale
  if (options.has('update-baseline')) values.update = options.has('accept-new') ? 'new' : 'known'
  else if (options.has('accept-new')) throw createBadUsage('--accept-new', '--update-baseline beside it', 'none')
  return values
}

function readOutcome(word: string | undefined): 'pass' | 'fail' | undefined {
  if (word === undefined || word === 'pass' || word === 'fail') return word
  throw createUnknownWord('--on-inconclusive', 'pass or fail', word, ['pass', 'fail'])
}

function readJudged(options: OptionWord[]): Judged[] {
  const words = options.filter(({ name }) => name === 'judge').flatMap(({ value }) => value.split(','))
  return [...new Set(words.map(word => readJudgedWord(word.trim())))]
}

function readJudgedWord(word: string): Judged {
  const judged = JUDGED_WORDS.find(known => known === word)
  if (judged) return judged
  throw createUnknownWord('--judge', `one or more of ${JUDGED_WORDS.join(', ')}`, word, [...JUDGED_WORDS])
}

function readBudget(options: Map<string, string>): Budget {
  const limits: [keyof Budget, number | undefined][] = [
    ['maxBlocks', readCount(options, 'max-blocks')],
    ['maxBlockMs', readNumber(options, 'max-block', 0)],
    ['maxTotalMs', readNumber(options, 'max-total', 0)],
    ['maxDelayP99Ms', readNumber(options, 'max-delay-p99', 0)],
    ['maxStartupMs', readNumber(options, 'max-startup', 0)],
  ]
  return Object.fromEntries(limits.filter(([, limit]) => limit !== undefined))
}

function readNumber(options: Map<string, string>, name: string, least: number, unit = ' (ms)'): number | undefined {
  const word = options.get(name)
  if (word === undefined) return undefined
  const number = toNumber(word)
  if (typeof number === 'number' && number >= least) return number
  throw createBadOption(`--${name}`, `a number of at least ${least}${unit}`, number)
}

function readHangTimeout(options: Map<string, string>): number | undefined {
  const word = options.get('hang-timeout')
  if (word === undefined) return undefined
  const number = toNumber(word)
  if (typeof number === 'number' && (number === 0 || number >= 100)) return number
  throw createBadOption('--hang-timeout', '0 (never) or a number of at least 100 (ms)', number)
}

function readCount(options: Map<string, string>, name: string): number | undefined {
  const word = options.get(name)
  if (word === undefined) return undefined
  const count = toNumber(word)
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return count
  throw createBadOption(`--${name}`, 'a whole number of at least 0', count)
}

/** The number a word spells in decimal digits, or the word itself. */
function toNumber(word: string): number | string {
  return /^-?(\d+\.?\d*|\.\d+)$/.test(word) ? Number(word) : word
}

function readReporters(options: OptionWord[]): ReporterTarget[] {
  const targets = options.filter(({ name }) => name === 'reporter').map(({ value }) => readReporter(value))
  const files = targets.flatMap(({ file }) => file ?? [])
  // `./a.json` is `a.json`, too.
  const again = files.find((file, index) => files.slice(0, index).some(other => normalize(other) === normalize(file)))
  if (again !== undefined) throw createBadUsage('--reporter', 'another file for each', `${again} again`)
  return targets
}

function readReporter(word: string): ReporterTarget {
  const [given = '', ...rest] = word.split('=')
  const name = REPORTER_NAMES.find(known => known === given)
  if (!name) throw createUnknownWord('--reporter', `one of ${REPORTER_NAMES.join(', ')}`, given, [...REPORTER_NAMES])
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
