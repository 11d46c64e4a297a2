import { type Budget, LIMITS, type Limits, REPORTER_NAMES } from '../model/config.js'
import { JUDGED_WORDS } from '../model/phase.js'
import {
  type BaselineOptions,
  type OptionValues,
  readBaselineFile,
  readIgnoreRule,
  readJudged,
  readOutcome,
  readReporters,
} from './options.js'

/** What the command line can do. */
export const ACTIONS = ['run', 'report', 'doctor'] as const

/** One of {@link ACTIONS}. */
export type Action = (typeof ACTIONS)[number]

/** One option: its words, what reads it, and where that goes. */
export interface OptionRow {
  /** Where it goes; absent for what is an action of its own. */
  field?: keyof OptionValues | `budget.${keyof Budget}` | `baseline.${keyof BaselineOptions}`
  /** Placeholder of the value; absent for a flag. */
  value?: string
  help: string
  /** What can have it. @default run and report */
  actions?: readonly Action[]
  /** The flag that says the opposite, for where the config says this. */
  opposite?: string
  /**
   * What all its values come to. Absent: the last one counts, and must have the shape of the field.
   *
   * @throws LoophoundError for a bad value
   */
  read?: (values: string[]) => unknown
  /** The option without which it says nothing. */
  beside?: string
  short?: string
}

const RUN: readonly Action[] = ['run']

/** Every option of the command line, in the order of `--help`, which adds the limits and the default of its field. */
export const OPTION_TABLE: Record<string, OptionRow> = {
  threshold: { field: 'thresholdMs', value: '<ms>', help: 'shortest block to report', actions: RUN },
  'hang-after': {
    field: 'hangAfterMs',
    value: '<ms>',
    help: 'report a block that is not over after this long',
    actions: RUN,
  },
  'hang-timeout': {
    field: 'hangTimeoutMs',
    value: '<ms>',
    help: 'end a process that computes for this long without a turn of its loop',
    actions: RUN,
  },
  'no-source-maps': {
    field: 'sourceMaps',
    help: 'name lines of the code that runs, not of its source',
    actions: RUN,
    opposite: 'source-maps',
  },
  'no-sampler': {
    field: 'sampler',
    help: 'keep no CPU profile: less to start, and native code that takes no interrupts goes without a name',
    actions: RUN,
    opposite: 'sampler',
  },
  reporter: {
    field: 'reporters',
    value: '<name[=file]>',
    help: `${joinWords(REPORTER_NAMES, 'or')}; several times for several (default: text)`,
    read: readReporters,
  },
  'max-blocks': {
    field: 'budget.maxBlocks',
    value: '<n>',
    help: 'blocks allowed (default: 0; any number with --max-block or --max-total)',
  },
  'max-block': { field: 'budget.maxBlockMs', value: '<ms>', help: 'longest single block allowed' },
  'max-total': { field: 'budget.maxTotalMs', value: '<ms>', help: 'sum of all blocks allowed' },
  'max-delay-p99': {
    field: 'budget.maxDelayP99Ms',
    value: '<ms>',
    help: "99th percentile of the loop's delay allowed",
  },
  callbacks: {
    field: 'callbacks',
    help: 'time every callback and remember where it was scheduled: slows servers down',
    actions: RUN,
    opposite: 'no-callbacks',
  },
  'no-requests': {
    field: 'requests',
    help: 'do not name the HTTP requests that blocks belong to',
    actions: RUN,
    opposite: 'requests',
  },
  'max-startup': {
    field: 'budget.maxStartupMs',
    value: '<ms>',
    help: 'longest start-up allowed, until the app is ready',
  },
  judge: {
    field: 'judge',
    value: '<words>',
    help: `what to judge besides the running app: ${JUDGED_WORDS.join(', ')}, with commas`,
    read: readJudged,
  },
  'startup-limit': {
    field: 'startupLimitMs',
    value: '<ms>',
    help: 'longest that start-up may last; what comes later is running, ready or not',
    actions: RUN,
  },
  baseline: {
    field: 'baseline.file',
    value: '<file>',
    help: 'known offenders: only new ones fail, and known ones that got worse',
    read: readBaselineFile,
  },
  'baseline-factor': { field: 'baseline.factor', value: '<n>', help: 'how much longer than recorded a block may be' },
  'update-baseline': {
    field: 'baseline.update',
    help: 'write the baseline anew: shorter times, what moved, without what is gone',
    read: () => 'known',
  },
  'accept-new': {
    field: 'baseline.update',
    help: 'with --update-baseline: add new offenders and longer times too',
    read: () => 'new',
    beside: 'update-baseline',
  },
  'fail-stale': {
    field: 'baseline.failStale',
    help: 'fail when an entry of the baseline did not occur',
    opposite: 'no-fail-stale',
  },
  ignore: {
    field: 'ignore',
    value: '<rule>',
    help: "as 'function=render file=src/** reason=start-up only': such blocks never fail; several times",
    read: values => values.map(readIgnoreRule),
  },
  'on-inconclusive': {
    field: 'onInconclusive',
    value: '<how>',
    help: 'pass or fail: exit code 0 or 1 when nothing can be said (default: 2)',
    read: readOutcome,
  },
  config: {
    field: 'config',
    value: '<file>',
    help: 'config (default: the nearest loophound.config.js, .mjs, .ts, .json … or loophound in package.json)',
  },
  calibrate: {
    help: 'for doctor: measure what 50 ms are on this machine, and how low a threshold can be',
    actions: ['doctor'],
  },
  help: { help: 'print this', actions: ACTIONS, short: 'h' },
  version: { help: 'print the version', actions: ACTIONS, short: 'v' },
}

/** What `--help` prints. */
export function formatHelp(): string {
  return `Usage:
  loophound run [options] -- <command…>   watch every Node process and thread that the command starts, then judge
  loophound report <file…> [options]      render saved JSON reports again, merged
  loophound doctor [-- node flags…]       check what can be detected on this machine

Options:
${Object.entries(OPTION_TABLE).map(formatOption).join('\n')}

Options marked with * are for run only. What the config says already, ${joinWords(listOpposites(), 'and')} undo.

Exit code: the command's own if it failed, else 0 pass, 1 over budget, 2 could not measure or wrong usage.
`
}

function listOpposites(): string[] {
  return Object.values(OPTION_TABLE).flatMap(({ opposite }) => (opposite ? [`--${opposite}`] : []))
}

function joinWords(words: readonly string[], last: string): string {
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

function formatOption([name, { field, value, short, help, actions }]: [string, OptionRow]): string {
  const left = `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`
  return `  ${left.padEnd(26)} ${actions === RUN ? '*' : ' '} ${help}${formatLimits(LIMITS_BY_FIELD[field ?? name])}`
}

const LIMITS_BY_FIELD: Partial<Record<string, Limits>> = LIMITS

function formatLimits(limits: Limits | undefined): string {
  if (!limits) return ''
  const { least, zero, default: value } = limits
  const range = zero ? `; 0: ${zero}` : `, at least ${least}`
  return `${least > 0 ? range : ''} (default: ${value})`
}
