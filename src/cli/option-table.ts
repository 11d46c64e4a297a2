import { findNearest } from '../formats/shape.js'
import { formatGot, LoophoundError } from '../model/errors.js'

/** Every option of the command line, in the order of `--help`. */
export const OPTION_TABLE: Record<string, OptionEntry> = {
  threshold: { value: '<ms>', help: 'shortest block to report, at least 5 (default: 50)', actions: ['run'] },
  'hang-after': {
    value: '<ms>',
    help: 'report a block that is not over after this long, at least 100 (default: 5000)',
    actions: ['run'],
  },
  'hang-timeout': {
    value: '<ms>',
    help: 'end a process that computes for this long without a turn of its loop; 0: never (default: 300000)',
    actions: ['run'],
  },
  'no-source-maps': {
    help: 'name lines of the code that runs, not of its source',
    actions: ['run'],
    opposite: 'source-maps',
  },
  'no-sampler': {
    help: 'keep no CPU profile: less to start, and native code that takes no interrupts goes without a name',
    actions: ['run'],
    opposite: 'sampler',
  },
  reporter: {
    value: '<name[=file]>',
    help: 'text, json, github, junit, sarif, markdown or tap; several times for several (default: text)',
    actions: ['run', 'report'],
  },
  'max-blocks': {
    value: '<n>',
    help: 'blocks allowed (default: 0; any number with --max-block or --max-total)',
    actions: ['run', 'report'],
  },
  'max-block': { value: '<ms>', help: 'longest single block allowed', actions: ['run', 'report'] },
  'max-total': { value: '<ms>', help: 'sum of all blocks allowed', actions: ['run', 'report'] },
  'max-delay-p99': { value: '<ms>', help: "99th percentile of the loop's delay allowed", actions: ['run', 'report'] },
  callbacks: {
    help: 'time every callback and remember where it was scheduled: slows servers down',
    actions: ['run'],
    opposite: 'no-callbacks',
  },
  'no-requests': {
    help: 'do not name the HTTP requests that blocks belong to',
    actions: ['run'],
    opposite: 'requests',
  },
  'max-startup': {
    value: '<ms>',
    help: 'longest start-up allowed, until the app is ready',
    actions: ['run', 'report'],
  },
  judge: {
    value: '<words>',
    help: 'what to judge besides the running app: startup, ending, tools, pools, with commas',
    actions: ['run', 'report'],
  },
  'startup-limit': {
    value: '<ms>',
    help: 'longest that start-up may last; what comes later is running, ready or not (default: 30000)',
    actions: ['run'],
  },
  baseline: {
    value: '<file>',
    help: 'known offenders: only new ones fail, and known ones that got worse',
    actions: ['run', 'report'],
  },
  'baseline-factor': {
    value: '<n>',
    help: 'how much longer than recorded a block may be, at least 1 (default: 1.5)',
    actions: ['run', 'report'],
  },
  'update-baseline': {
    help: 'write the baseline anew: shorter times, what moved, without what is gone',
    actions: ['run', 'report'],
  },
  'accept-new': {
    help: 'with --update-baseline: add new offenders and longer times too',
    actions: ['run', 'report'],
  },
  'fail-stale': {
    help: 'fail when an entry of the baseline did not occur',
    actions: ['run', 'report'],
    opposite: 'no-fail-stale',
  },
  ignore: {
    value: '<rule>',
    help: "as 'function=render file=src/** reason=start-up only': such blocks never fail; several times",
    actions: ['run', 'report'],
  },
  'on-inconclusive': {
    value: '<how>',
    help: 'pass or fail: exit code 0 or 1 when nothing can be said (default: 2)',
    actions: ['run', 'report'],
  },
  config: {
    value: '<file>',
    help: 'config (default: the nearest loophound.config.js, .mjs, .ts, .json … or loophound in package.json)',
    actions: ['run', 'report'],
  },
  calibrate: {
    help: 'for doctor: measure what 50 ms are on this machine, and how low a threshold can be',
    actions: ['doctor'],
  },
  help: { short: 'h', help: 'print this', actions: ['run', 'report', 'doctor'] },
  version: { short: 'v', help: 'print the version', actions: ['run', 'report', 'doctor'] },
}

/** Every option, with those that say the opposite of one that `--help` lists. */
export const ALL_OPTIONS: Record<string, OptionEntry> = Object.fromEntries(
  Object.entries(OPTION_TABLE).flatMap(([name, entry]) =>
    [name, entry.opposite].flatMap(word => (word === undefined ? [] : [[word, entry]])),
  ),
)

/** What the command line can do. */
export type Action = 'run' | 'report' | 'doctor'

/** One option. */
export interface OptionEntry {
  /** Placeholder of the value; absent for a flag. */
  value?: string
  short?: string
  help: string
  actions: Action[]
  /** The flag that says the opposite, for where the config says this. */
  opposite?: string
}

/** What `--help` prints. */
export function formatHelp(): string {
  return `Usage:
  loophound run [options] -- <command…>   watch every Node process and thread that the command starts, then judge
  loophound report <file…> [options]      render saved JSON reports again, merged
  loophound doctor [-- node flags…]       check what can be detected on this machine

Options:
${Object.entries(OPTION_TABLE).map(formatOption).join('\n')}

Options marked with * are for run only. What the config says already, ${formatOpposites()} undo.

Exit code: the command's own if it failed, else 0 pass, 1 over budget, 2 could not measure or wrong usage.
`
}

function formatOpposites(): string {
  const words = Object.values(OPTION_TABLE).flatMap(({ opposite }) => (opposite ? [`--${opposite}`] : []))
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function formatOption([name, { value, short, help, actions }]: [string, OptionEntry]): string {
  const left = `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`
  return `  ${left.padEnd(26)} ${isForRunOnly(actions) ? '*' : ' '} ${help}`
}

function isForRunOnly(actions: OptionEntry['actions']): boolean {
  return actions.every(action => action === 'run')
}

/** Error for a command line that cannot be understood, in the one shape all of them have. */
export function createBadUsage(what: string, expected: string, got: string): LoophoundError {
  return new LoophoundError('ERR_LOOPHOUND_BAD_USAGE', `${what}: expected ${expected}, got ${got}`)
}

/** Error for a word that is none of the known ones, with the nearest one suggested. */
export function createUnknownWord(what: string, expected: string, word: string, known: string[]): LoophoundError {
  const nearest = findNearest(word, known)
  return createBadUsage(what, expected, `${formatGot(word)}${nearest ? `; did you mean ${nearest}?` : ''}`)
}
