import { realpathSync } from 'node:fs'
import { narrowRules } from '../analysis/ignore.js'
import type { Block } from '../model/block.js'
import { checkOptions } from '../model/check-option.js'
import { type IgnoreRule, LIMITS } from '../model/config.js'
import { ignoreRuleShape } from '../model/ignore-rule.js'
import { listProgramNames } from '../model/program.js'
import {
  arrayOf,
  boolean,
  type FieldShapes,
  flagOr,
  functionOf,
  numberIn,
  objectOf,
  type Shape,
} from '../model/shape.js'
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

/** {@link WatchOptions}, and when to end what hangs. */
export interface EndingOptions extends WatchOptions {
  /** CPU time without a turn of the loop after which the process is ended, in ms; at least 100, or 0 for never. */
  hangTimeoutMs?: number
}

/** {@link EndingOptions} after validation. */
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
  /** 0 for never. */
  hangTimeoutMs: number
}

const SAMPLER_INTERVAL_MS = { least: 1, most: 100, unit: 'ms', default: 10 }

const watchFields: FieldShapes<WatchOptions> = {
  thresholdMs: { optional: numberIn(LIMITS.thresholdMs) },
  onBlock: { optional: functionOf() },
  context: { optional: functionOf() },
  safepoints: { optional: boolean },
  sourceMaps: { optional: boolean },
  requests: { optional: boolean },
  callbacks: {
    optional: flagOr(objectOf<{ origins?: boolean }>('a boolean or an object', { origins: { optional: boolean } })),
  },
  sampler: {
    optional: flagOr(
      objectOf<{ intervalMs?: number }>('a boolean or an object', {
        intervalMs: { optional: numberIn(SAMPLER_INTERVAL_MS) },
      }),
    ),
  },
  ignore: { optional: arrayOf(ignoreRuleShape, 'an array of rules') },
  hangAfterMs: { optional: numberIn(LIMITS.hangAfterMs) },
}

const watchShape: Shape<WatchOptions> = objectOf<WatchOptions>('an object', watchFields)

const endingShape: Shape<EndingOptions> = objectOf<EndingOptions>('an object', {
  ...watchFields,
  hangTimeoutMs: { optional: numberIn(LIMITS.hangTimeoutMs) },
})

/**
 * Validates the options of a watch that ends nothing: nobody wants a process ended for being watched.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a wrong type, a number out of range, an unknown option or a rule without a reason.
 */
export function readWatchOptions(options: WatchOptions = {}): ResolvedOptions {
  return fillIn(checkOptions(options, watchShape))
}

/**
 * Validates the options of a watch that ends what hangs, if it is told to.
 *
 * @throws LoophoundError as {@link readWatchOptions} does.
 */
export function readEndingOptions(options: EndingOptions): ResolvedOptions {
  return fillIn(checkOptions(options, endingShape))
}

// Destructured, since a field that is there and undefined means the default, too.
function fillIn(options: EndingOptions): ResolvedOptions {
  const { onBlock, context, requests, callbacks = false, sampler = false, ignore = [] } = options
  const { safepoints = true, sourceMaps = true, hangTimeoutMs = 0 } = options
  const { thresholdMs = LIMITS.thresholdMs.default, hangAfterMs = LIMITS.hangAfterMs.default } = options
  const { origins = false } = typeof callbacks === 'object' ? callbacks : {}
  const { intervalMs = SAMPLER_INTERVAL_MS.default } = typeof sampler === 'object' ? sampler : {}
  const rules = ignore.some(rule => rule.process !== undefined) ? narrowRules(ignore, readProgramNames()) : ignore
  return {
    ...{ thresholdMs, onBlock, context, safepoints, sourceMaps, requests, hangAfterMs, hangTimeoutMs },
    callbacks: callbacks && { origins },
    sampler: sampler ? { intervalMs } : undefined,
    ignore: rules,
  }
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
