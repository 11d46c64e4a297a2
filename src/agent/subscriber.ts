import { markIgnored } from '../analysis/ignore.js'
import type { Block } from '../model/block.js'
import { findExcuse } from '../model/block.js'
import { findUnjudgedReason, type MomentName } from '../model/phase.js'
import type { Capabilities, Summary } from '../model/report.js'
import type { RunRecord } from '../model/run-record.js'
import { formatWallTime, nowMs, realTimers } from '../system/clock.js'
import { readWorkingDirectory } from '../system/process.js'
import { lacks, ownRuntime } from '../system/runtime.js'
import type { BusyInterval } from './clock/iteration-clock.js'
import { summarizePhases } from './clock/loop-delay.js'
import type { Lifecycle } from './life/lifecycle.js'
import { createPhaseDelays } from './life/phase-delays.js'
import type { Subscriber, WatchRegistry } from './registry.js'

/** A subscriber of the registry that keeps its own account. */
export interface CountingSubscriber extends Subscriber {
  summarize(): Summary
  /** The same, with delays as measured: what a thread in the middle of its work has time for. */
  readProgress(): Progress
  /** Now, on the clock of the intervals. */
  nowMs(): number
  /** What was until now is none of its own: of a turn that has begun only the rest is. */
  beginOwnTime(): void
  /** What comes from now on is none of its own. */
  endOwnTime(): void
  /** Waits until all blocks so far are told. */
  settle(): Promise<void>
  awaitReady(): Promise<Capabilities>
  /** Waits for the last block, leaves the registry and gives the final summary. */
  finish(): Promise<Summary>
}

/** What was seen so far, for a process that may be killed. */
type Progress = Omit<Extract<RunRecord, { type: 'progress' }>, 'type'>

/** Options of {@link createSubscriber}. */
export interface SubscriberOptions extends Omit<Subscriber, 'onBlock' | 'onInterval' | 'onMoment' | 'onExit'> {
  onBlock: (block: Block, interval: BusyInterval) => void
  onMoment?: (name: MomentName, atMs: number) => void
  onExit: (summary: Summary, exitCode: number | null) => void
}

/** What a subscriber needs of its registry. */
export type SubscriberRegistry = Pick<
  WatchRegistry,
  'readReady' | 'flush' | 'leave' | 'readCapabilities' | 'readOverhead' | 'cut'
> & {
  lifecycle: Pick<Lifecycle, 'bornAtMs' | 'isLoading' | 'findReadyAtMs'>
}

/** Creates a subscriber that has not joined yet; its time begins now. */
export function createSubscriber(registry: SubscriberRegistry, options: SubscriberOptions): CountingSubscriber {
  const account = createAccount(registry, options)
  const { own } = account
  const isOwn = ({ startMs, endMs }: BusyInterval) => endMs > own.startMs && startMs < own.endMs
  const subscriber: CountingSubscriber = {
    ...options,
    onInterval: interval => {
      if (isOwn(interval)) account.delays.add(interval.endMs - Math.max(interval.startMs, own.startMs))
    },
    onMoment: (name, atMs) => {
      account.delays.onMoment(name)
      options.onMoment?.(name, atMs)
    },
    onBlock: (found, interval) => {
      if (found.durationMs < options.thresholdMs || !isOwn(interval)) return
      const known = markIgnored(found, readWorkingDirectory(), options.ignore)
      const block = options.isAsserting ? known : markUnjudged(known)
      account.tally.count(block)
      callSafely(() => options.onBlock(block, interval))
    },
    onExit: exitCode => options.onExit(account.summarize(), exitCode),
    summarize: account.summarize,
    readProgress: account.readProgress,
    nowMs,
    beginOwnTime: () => {
      registry.cut()
      own.startMs = nowMs()
    },
    endOwnTime: () => {
      own.endMs = nowMs()
      registry.cut()
    },
    settle: () => settle(registry),
    awaitReady: async () => {
      await holdOpen(registry.readReady())
      return registry.readCapabilities()
    },
    finish: async () => {
      await settle(registry)
      const summary = account.summarize()
      registry.leave(subscriber)
      account.delays.stop()
      return summary
    },
  }
  return subscriber
}

/** What a subscriber has seen so far. */
function createAccount(registry: SubscriberRegistry, options: SubscriberOptions) {
  const joinedMs = nowMs()
  const startedAt = formatWallTime(joinedMs)
  // What is asked for its own time only is given no other.
  const own = { startMs: joinedMs, endMs: Number.POSITIVE_INFINITY }
  const delays = createPhaseDelays(registry.lifecycle.isLoading || options.life !== undefined)
  const tally = createTally()
  const describe = () => ({
    startedAt,
    durationMs: nowMs() - joinedMs,
    thresholdMs: options.thresholdMs,
    startupMs: measureStartupMs(registry.lifecycle, joinedMs),
    blocks: { ...tally.blocks },
    overhead: { ...registry.readOverhead() },
    capabilities: registry.readCapabilities(),
  })
  const hasDelay = !lacks(ownRuntime, 'delay')
  const summarize = (): Summary => ({ ...describe(), ...(hasDelay ? summarizePhases(delays.read()) : {}) })
  const readProgress = (): Progress => ({ summary: describe(), delays: delays.read() })
  return { own, delays, tally, summarize, readProgress }
}

// A watch that began later has seen nothing of it.
function measureStartupMs(
  { bornAtMs, isLoading, findReadyAtMs }: SubscriberRegistry['lifecycle'],
  joinedMs: number,
): number {
  const readyAtMs = findReadyAtMs()
  if (readyAtMs === undefined) return isLoading ? nowMs() - bornAtMs : 0
  return readyAtMs < joinedMs ? 0 : readyAtMs - bornAtMs
}

function markUnjudged(block: Block): Block {
  const unjudged = findUnjudgedReason(block.phase, block.process.role)
  return unjudged === undefined ? block : { ...block, unjudged }
}

function createTally(): { readonly blocks: Summary['blocks']; count(block: Block): void } {
  const blocks = { count: 0, ignoredCount: 0, worstMs: 0, totalMs: 0 }
  const count = (block: Block) => {
    if (findExcuse(block) !== undefined) {
      blocks.ignoredCount += 1
      return
    }
    blocks.count += 1
    blocks.totalMs += block.durationMs
    blocks.worstMs = Math.max(blocks.worstMs, block.durationMs)
  }
  return { blocks, count }
}

// A listener that throws must neither stop the others nor end the app; hiding it would be as bad.
function callSafely(tell: () => unknown): void {
  try {
    const result = tell()
    if (result instanceof Promise) result.catch(warn)
  } catch (error) {
    warn(error)
  }
}

function warn(error: unknown): void {
  process.emitWarning(`onBlock threw: ${error instanceof Error ? error.stack : String(error)}`, 'LoophoundWarning')
}

// The promise comes from an unref'd port; a process with nothing else to do would end before it settles.
async function holdOpen<T>(promise: Promise<T>): Promise<T> {
  const timer = realTimers.setInterval(() => {}, 60_000)
  try {
    return await promise
  } finally {
    realTimers.clearInterval(timer)
  }
}

// Three turns: the first ends the iteration that may have blocked, the second lets its delayed events be counted, the third sends it.
async function settle(registry: SubscriberRegistry): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>(resolve => realTimers.setImmediate(resolve))
  await registry.flush()
}
