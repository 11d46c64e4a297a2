import { realpathSync } from 'node:fs'
import { narrowRules } from '../analysis/ignore.js'
import type { Block } from '../model/block.js'
import type { IgnoreRule } from '../model/config.js'
import { createBadOption } from '../model/errors.js'
import { listProgramNames } from '../model/program.js'
import { DEFAULT_THRESHOLD_MS } from '../model/run-record.js'
import { readWorkingDirectory } from '../system/process.js'
import type { CallbackSettings } from './optional-instruments.js'

/** Options of {@link watch}, {@link observe} and {@link assertNonBlocking}. */
export interface WatchOptions {
  /**
   * Shortest interval without a turn of the loop that counts as a block, in ms; at least 5.
   *
   * @default 50
   */
  thresholdMs?: number
  /** Called with each block, soon after it. Without it a readable report goes to stderr, at most one a minute for each offender. */
  onBlock?: (block: Block) => void
  /**
   * Evaluated inside the blocking code, so that `AsyncLocalStorage#getStore()` works; keep it short. Texts, numbers, booleans and bigints of
   * the object go into `block.context`, as text; everything else is left out. What it throws is swallowed.
   *
   * @example
   * watch({ context: () => requests.getStore() })
   */
  context?: () => object | null | undefined
  /**
   * Wrap the few natives that take no interrupts (`JSON.parse` …), so that they are named too.
   *
   * @default true
   */
  safepoints?: boolean
  /**
   * Name original files and lines where the app runs transformed code (TypeScript, a bundle, under a test runner).
   *
   * @default true
   */
  sourceMaps?: boolean
  /**
   * Name the HTTP request that the blocking code works for (`GET /thumb`) in `block.context`. Costs on Node 20 and 22, where it makes Node
   * track async context from the first request on; later it is next to free.
   *
   * @default true from Node 24 on, and in the guards of test runners; under `loophound run` on Node 20 and 22 requests are followed through
   * awaits once a block had no name
   */
  requests?: boolean
  /**
   * Time every callback with Node's async hooks, so that a block of many short ones is told from one long one exactly; with `origins` also
   * remember where each was scheduled (`block.callback.scheduledAt`). It takes about a fifth of a small HTTP server's CPU time; before Node
   * 24.21 and 26 an `await` also takes five times as long.
   *
   * @default false
   */
  callbacks?: boolean | { origins?: boolean }
  /**
   * Keep a CPU profile of the thread running, a sample each `intervalMs` (10 by default, 1 to 100), so that native code is named too. For
   * tests and CI: it takes about 1 % of a core and 5 to 200 ms to start, and on Linux the process seems never to be idle
   * (`eventLoopUtilization()` nears 1), which misleads whatever sheds load by it.
   *
   * @default false; `true` under `loophound run`
   */
  sampler?: boolean | { intervalMs?: number }
  /** Blocks to mark as ignored. Each rule needs a reason. */
  ignore?: IgnoreRule[]
  /**
   * Report a block from the watchdog, while the loop is still stuck, after this time and at doubling times, in ms; at least 100.
   *
   * @default 5000
   */
  hangAfterMs?: number
}

/** {@link WatchOptions} after validation. */
export interface ResolvedOptions {
  thresholdMs: number
  onBlock: ((block: Block) => void) | undefined
  context: WatchOptions['context']
  safepoints: boolean
  sourceMaps: boolean
  /** `undefined`: as it suits this Node. */
  requests: boolean | undefined
  callbacks: CallbackSettings | false
  sampler: { intervalMs: number } | undefined
  ignore: IgnoreRule[]
  hangAfterMs: number
}

/** Smallest threshold: below it the heartbeat itself is noise. */
const MIN_THRESHOLD_MS = 5
const MIN_HANG_AFTER_MS = 100
const OPTION_NAMES = [
  'thresholdMs',
  'onBlock',
  'context',
  'safepoints',
  'sourceMaps',
  'requests',
  'callbacks',
  'sampler',
  'ignore',
  'hangAfterMs',
]

/**
 * Validates options.
 *
 * @param moreNames other options, which the caller reads
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a wrong type, a number out of range, an unknown option or a rule without a reason.
 */
export function readWatchOptions(options: WatchOptions = {}, moreNames: string[] = []): ResolvedOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw createBadOption('options', 'an object', options)
  }
  const names = [...OPTION_NAMES, ...moreNames]
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) throw createBadOption('options', `only ${names.join(', ')}`, name)
  }
  return {
    thresholdMs: readMs('thresholdMs', options.thresholdMs ?? DEFAULT_THRESHOLD_MS, MIN_THRESHOLD_MS),
    onBlock: readFunction('onBlock', options.onBlock),
    context: readFunction('context', options.context),
    safepoints: readBoolean('safepoints', options.safepoints ?? true),
    sourceMaps: readBoolean('sourceMaps', options.sourceMaps ?? true),
    requests: options.requests === undefined ? undefined : readBoolean('requests', options.requests),
    callbacks: readCallbacks(options.callbacks ?? false),
    sampler: readSampler(options.sampler ?? false),
    ignore: readRules(options.ignore ?? []),
    hangAfterMs: readMs('hangAfterMs', options.hangAfterMs ?? 5000, MIN_HANG_AFTER_MS),
  }
}

/** Smallest hang timeout, in ms, but for 0. */
const MIN_HANG_TIMEOUT_MS = 100

/**
 * Validates a hang timeout.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for what is neither 0 nor a number of at least 100.
 */
export function readHangTimeoutMs(value: unknown): number {
  if (value === 0 || (typeof value === 'number' && Number.isFinite(value) && value >= MIN_HANG_TIMEOUT_MS)) return value
  throw createBadOption('hangTimeoutMs', `0 (never) or a number of at least ${MIN_HANG_TIMEOUT_MS} (ms)`, value)
}

function readMs(name: string, value: unknown, least: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < least) {
    throw createBadOption(name, `a number of at least ${least} (ms)`, value)
  }
  return value
}

function readBoolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw createBadOption(name, 'a boolean', value)
  return value
}

function readCallbacks(value: unknown): CallbackSettings | false {
  if (typeof value === 'boolean') return value && { origins: false }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw createBadOption('callbacks', 'a boolean or an object', value)
  }
  for (const name of Object.keys(value))
    if (name !== 'origins') throw createBadOption('callbacks', 'only origins', name)
  const origins: unknown = Reflect.get(value, 'origins')
  return { origins: readBoolean('callbacks.origins', origins ?? false) }
}

const SAMPLER_INTERVAL_MS = { default: 10, least: 1, most: 100 }

function readSampler(value: unknown): { intervalMs: number } | undefined {
  if (typeof value === 'boolean') return value ? { intervalMs: SAMPLER_INTERVAL_MS.default } : undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw createBadOption('sampler', 'a boolean or an object', value)
  for (const name of Object.keys(value)) {
    if (name !== 'intervalMs') throw createBadOption('sampler', 'only intervalMs', name)
  }
  const intervalMs: unknown = Reflect.get(value, 'intervalMs') ?? SAMPLER_INTERVAL_MS.default
  const { least, most } = SAMPLER_INTERVAL_MS
  if (typeof intervalMs !== 'number' || !(intervalMs >= least && intervalMs <= most))
    throw createBadOption('sampler.intervalMs', `a number from ${least} to ${most} (ms)`, intervalMs)
  return { intervalMs }
}

function readFunction<F>(name: string, value: F | undefined): F | undefined {
  if (value !== undefined && typeof value !== 'function') throw createBadOption(name, 'a function', value)
  return value
}

function readRules(rules: unknown): IgnoreRule[] {
  if (!Array.isArray(rules)) throw createBadOption('ignore', 'an array of rules', rules)
  const read = rules.map((rule: unknown, index) => readRule(rule, `ignore[${index}]`))
  return read.some(rule => rule.process !== undefined) ? narrowRules(read, readProgramNames()) : read
}

/** What rules may call the program of this process. */
function readProgramNames(): string[] {
  const { argv } = process
  const roots = [readWorkingDirectory()]
  return listProgramNames(argv[1] === undefined ? { argv } : { argv, entry: { file: followLinks(argv[1]) } }, roots)
}

function followLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

const RULE_FIELDS = ['function', 'file', 'package', 'cause', 'thread', 'process', 'reason']

function readRule(rule: unknown, name: string): IgnoreRule {
  if (typeof rule !== 'object' || rule === null) throw createBadOption(name, 'a rule with a reason', rule)
  for (const [field, value] of Object.entries(rule)) {
    if (!RULE_FIELDS.includes(field)) throw createBadOption(name, `only the fields ${RULE_FIELDS.join(', ')}`, field)
    if (typeof value !== 'string') throw createBadOption(`${name}.${field}`, 'a string', value)
  }
  const reason: unknown = Reflect.get(rule, 'reason')
  if (typeof reason !== 'string' || reason.trim() === '') throw createBadOption(`${name}.reason`, 'a reason', reason)
  if (Object.keys(rule).length < 2)
    throw createBadOption(name, 'a function, file, package, cause, thread or process beside the reason', rule)
  return { ...rule, reason }
}
