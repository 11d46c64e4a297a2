import { markIgnored } from '../analysis/ignore.js'
import type { Block } from '../model/block.js'
import { findExcuse } from '../model/block.js'
import { findUnjudgedReason, type MomentName } from '../model/phase.js'
import type { Capabilities, Summary } from '../model/report.js'
import type { RunRecord } from '../model/run-record.js'
import { formatWallTime, nowMs, realTimers } from '../system/clock.js'
import { readWorkingDirectory } from '../system/process.js'
import { lacks, ownRuntime } from '../system/runtime.js'
import type { BusyStretch } from './clock/iteration-clock.js'
import { summarizePhases } from './clock/loop-delay.js'
import type { Lifecycle } from './life/lifecycle.js'
import { createPhaseDelays } from './life/phase-delays.js'
import type { Hub, Member } from './registry.js'

/** A member of the hub that keeps its own account. */
export interface CountingMember extends Member {
  summarize(): Summary
  /** The same, with delays as measured: what a thread in the middle of its work has time for. */
  readProgress(): Progress
  /** Now, on the clock of the stretches. */
  nowMs(): number
  /** What was until now is none of its own: of a turn that has begun only the rest is. */
  beginOwnTime(): void
  /** What comes from now on is none of its own. */
  endOwnTime(): void
  /** Waits until all blocks so far are told. */
  settle(): Promise<void>
  awaitReady(): Promise<Capabilities>
  /** Waits for the last block, leaves the hub and gives the final summary. */
  finish(): Promise<Summary>
}

/** What was seen so far, for a process that may be killed. */
type Progress = Omit<Extract<RunRecord, { type: 'progress' }>, 'type'>

/** Options of {@link createMember}. */
export interface MemberOptions extends Omit<Member, 'onBlock' | 'onStretch' | 'onMoment' | 'onExit'> {
  onBlock: (block: Block, stretch: BusyStretch) => void
  onMoment?: (name: MomentName, atMs: number) => void
  onExit: (summary: Summary, exitCode: number | null) => void
}

/** What a member needs of its hub. */
export type MemberHub = Pick<Hub, 'readReady' | 'flush' | 'leave' | 'readCapabilities' | 'readOverhead' | 'cut'> & {
  lifecycle: Pick<Lifecycle, 'bornAtMs' | 'isLoading' | 'findReadyAtMs'>
}

/** Creates a member that has not joined yet; its time begins now. */
export function createMember(hub: MemberHub, options: MemberOptions): CountingMember {
  const account = createAccount(hub, options)
  const { own } = account
  const isOwn = ({ startMs, endMs }: BusyStretch) => endMs > own.startMs && startMs < own.endMs
  const member: CountingMember = {
    ...options,
    onStretch: stretch => {
      if (isOwn(stretch)) account.delays.add(stretch.endMs - Math.max(stretch.startMs, own.startMs))
    },
    onMoment: (name, atMs) => {
      account.delays.onMoment(name)
      options.onMoment?.(name, atMs)
    },
    onBlock: (found, stretch) => {
      if (found.durationMs < options.thresholdMs || !isOwn(stretch)) return
      const known = markIgnored(found, readWorkingDirectory(), options.ignore)
      const block = options.isAsserting ? known : markUnjudged(known)
      account.tally.count(block)
      callSafely(() => options.onBlock(block, stretch))
    },
    onExit: exitCode => options.onExit(account.summarize(), exitCode),
    summarize: account.summarize,
    readProgress: account.readProgress,
    nowMs,
    beginOwnTime: () => {
      hub.cut()
      own.startMs = nowMs()
    },
    endOwnTime: () => {
      own.endMs = nowMs()
      hub.cut()
    },
    settle: () => settle(hub),
    awaitReady: async () => {
      await holdOpen(hub.readReady())
      return hub.readCapabilities()
    },
    finish: async () => {
      await settle(hub)
      const summary = account.summarize()
      hub.leave(member)
      account.delays.stop()
      return summary
    },
  }
  return member
}

/** What a member has seen so far. */
function createAccount(hub: MemberHub, options: MemberOptions) {
  const joinedMs = nowMs()
  const startedAt = formatWallTime(joinedMs)
  // What is asked for its own time only is given no other.
  const own = { startMs: joinedMs, endMs: Number.POSITIVE_INFINITY }
  const delays = createPhaseDelays(hub.lifecycle.isLoading || options.life !== undefined)
  const tally = createTally()
  const describe = () => ({
    startedAt,
    durationMs: nowMs() - joinedMs,
    thresholdMs: options.thresholdMs,
    startupMs: measureStartupMs(hub.lifecycle, joinedMs),
    blocks: { ...tally.blocks },
    overhead: { ...hub.readOverhead() },
    capabilities: hub.readCapabilities(),
  })
  const hasDelay = !lacks(ownRuntime, 'delay')
  const summarize = (): Summary => ({ ...describe(), ...(hasDelay ? summarizePhases(delays.read()) : {}) })
  const readProgress = (): Progress => ({ summary: describe(), delays: delays.read() })
  return { own, delays, tally, summarize, readProgress }
}

// A watch that began later has seen nothing of it.
function measureStartupMs({ bornAtMs, isLoading, findReadyAtMs }: MemberHub['lifecycle'], joinedMs: number): number {
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
async function settle(hub: MemberHub): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>(resolve => realTimers.setImmediate(resolve))
  await hub.flush()
}
