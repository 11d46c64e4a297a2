import { CAUSES, type Cause, type Remedy } from './causes.js'
import type { FoldedSample } from './evidence.js'
import type { Frame } from './frame.js'
import type { Phase, Role } from './phase.js'

export type { Cause, Remedy } from './causes.js'

/**
 * How sure the culprit is: `exact` (captured inside it), `likely` (deduced from several hints), `after-native` (the thread was in
 * code that takes no interrupts and the frame is what ran next), `none` (no stack).
 */
export type Confidence = 'exact' | 'likely' | 'after-native' | 'none'

const BY_SURENESS: readonly Confidence[] = ['exact', 'likely', 'after-native', 'none']

/** The least sure of them: a conclusion is as sure as the weakest of what it rests on. */
export function findLeastSure(...confidences: [Confidence, ...Confidence[]]): Confidence {
  return confidences.reduce((a, b) => (BY_SURENESS.indexOf(a) < BY_SURENESS.indexOf(b) ? b : a))
}

/** An interval of at least the threshold in which the loop could not turn, judged. */
export interface Block {
  /** Unique within the process. */
  id: string
  /** ISO 8601. */
  startedAt: string
  durationMs: number
  /** When in the life of its thread: only `running` blocks are judged unless asked. */
  phase: Phase
  time: {
    /** CPU time of the thread, where the system tells. */
    cpuMs?: number
    /** Runnable but not running: other processes had the cores. */
    waitMs?: number
    /** In a synchronous call that used no CPU. */
    sleepMs?: number
    /** Stopped by a signal, suspended with the machine, or held by a debugger: no code could run. */
    pausedMs?: number
    /** Garbage collection. */
    gcMs: number
  }
  cause: Cause
  confidence: Confidence
  /** The evidence, in one sentence. */
  why: string
  /** The frame to change: the top-most frame of the user's own code in the heaviest stack. */
  culprit?: Frame
  /** The heaviest stack, innermost frame first, async frames included. */
  stack: Frame[]
  /** All stacks, folded, heaviest first. */
  samples: FoldedSample[]
  callback: {
    /** Async resource type: `Timeout`, `HTTPINCOMINGMESSAGE`, `PROMISE` …; an empty string when unknown. */
    type: string
    /** Number of different callbacks seen in the block. */
    count: number
    scheduledAt?: Frame[]
  }
  /** I/O events that had to wait behind the block. */
  delayedEvents?: number
  /**
   * What the blocking code worked for: `request` (`GET /thumb`), `traceId` and `spanId` of OpenTelemetry, and what the user's `context()`
   * returned inside it.
   */
  context?: Record<string, string>
  remedy?: Remedy
  /** Identity of the offender across runs: cause, function and file, no line numbers. 12 hexadecimal digits. */
  fingerprint: string
  /** `role`: what that process or thread is there for; only blocks of an `app` are judged unless asked. */
  process: { pid: number; threadId: number; threadName?: string; role: Role }
  /** Kept and never failing. `by`: npm package that ships the rule; absent for the project's own. */
  ignored?: { reason: string; by?: string }
  /** Why it is not judged, for its phase or role; absent when it is. */
  unjudged?: string
  /** `true` when the loop had not come back when this was written. */
  hang?: true
  /** `true` when the process was ended for it: the loop had not come back when the hang timeout was over. */
  ended?: true
}

/** Why a block never fails anything: it is ignored, of a phase or role that is not judged, or the machine's fault; `undefined` when it counts. */
export function findExcuse(block: Pick<Block, 'cause' | 'ignored' | 'unjudged'>): string | undefined {
  if (block.ignored) return formatIgnored(block.ignored)
  // Another version of loophound may know causes that this one does not.
  return block.unjudged ?? CAUSES[block.cause]?.excuse
}

/** Whether a block is one of an offender: of the same fingerprint, and not counted for the same reason, or counted. */
export function isOfOffender(
  block: Pick<Block, 'fingerprint' | 'cause' | 'ignored' | 'unjudged'>,
  offender: { fingerprint: string; excused?: string },
): boolean {
  return block.fingerprint === offender.fingerprint && findExcuse(block) === offender.excused
}

function formatIgnored({ reason, by }: NonNullable<Block['ignored']>): string {
  return by === undefined ? reason : `${reason}, says ${by}`
}
