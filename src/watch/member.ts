import { markIgnored } from '../analysis/judge-ignore.js'
import type { Block } from '../model/block.js'
import type { Capabilities } from '../model/capabilities.js'
import { findExcuse } from '../model/excuse.js'
import { lacks } from '../model/runtime.js'
import type { Summary } from '../model/summary.js'
import { formatWallTime, nowMs } from '../probes/clock.js'
import { createDelay } from '../probes/delay.js'
import type { BusyStretch } from '../probes/iteration-clock.js'
import { ownRuntime } from '../probes/runtime.js'
import { realTimers } from '../probes/timers.js'
import { readWorkingDirectory } from '../probes/working-directory.js'
import type { Hub, Member } from './hub.js'

/** A member of the hub that keeps its own account. */
export interface CountingMember extends Member {
  summarize(): Summary
  /** Now, on the clock of the stretches. */
  nowMs(): number
  /** Waits until all blocks so far are told. */
  settle(): Promise<void>
  awaitReady(): Promise<Capabilities>
  /** Waits for the last block, leaves the hub and gives the final summary. */
  finish(): Promise<Summary>
}

/** Options of {@link createMember}. */
export interface MemberOptions extends Omit<Member, 'onBlock' | 'onStartup' | 'onExit'> {
  onBlock: (block: Block, stretch: BusyStretch) => void
  onExit: (summary: Summary, exitCode: number | null) => void
}

/** What a member needs of its hub. */
export type MemberHub = Pick<Hub, 'readReady' | 'flush' | 'leave' | 'readCapabilities' | 'readOverhead'>

/** Creates a member that has not joined yet; its time begins now. */
export function createMember(hub: MemberHub, options: MemberOptions): CountingMember {
  const startMs = nowMs()
  const startedAt = formatWallTime(startMs)
  let delay = createDelay({ resolutionMs: DELAY_RESOLUTION_MS })
  const tally = createTally()
  let startupMs = 0

  const summarize = (): Summary => ({
    startedAt,
    durationMs: nowMs() - startMs,
    thresholdMs: options.thresholdMs,
    startupMs,
    blocks: { ...tally.blocks },
    ...(lacks(ownRuntime, 'delay') ? {} : { delay: delay.read() }),
    overhead: { ...hub.readOverhead() },
    capabilities: hub.readCapabilities(),
  })
  const member: CountingMember = {
    ...options,
    onBlock: (found, stretch) => {
      if (found.durationMs < options.thresholdMs || stretch.endMs <= startMs) return
      const block = markIgnored(found, readWorkingDirectory(), options.ignore)
      tally.count(block)
      callSafely(() => options.onBlock(block, stretch))
    },
    onStartup: durationMs => {
      startupMs += durationMs
      // So far it has measured nothing but the app being loaded.
      delay.stop()
      delay = createDelay({ resolutionMs: DELAY_RESOLUTION_MS })
    },
    onExit: exitCode => options.onExit(summarize(), exitCode),
    summarize,
    nowMs,
    settle: () => settle(hub),
    awaitReady: async () => {
      await holdOpen(hub.readReady())
      return hub.readCapabilities()
    },
    finish: async () => {
      await settle(hub)
      const summary = summarize()
      hub.leave(member)
      delay.stop()
      return summary
    },
  }
  return member
}

/** Wakes an idle process half as often as the heartbeat does. */
const DELAY_RESOLUTION_MS = 20

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
