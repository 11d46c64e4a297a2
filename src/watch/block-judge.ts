import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import { isEntryLoad, summarizeEvidence } from '../analysis/summarize-evidence.js'
import type { Block } from '../model/block.js'
import type { Capability } from '../model/capabilities.js'
import type { Evidence } from '../model/evidence.js'
import type { RawSample } from '../model/sample.js'
import { FloatField, IntField, type Slot } from '../model/shared-memory.js'
import { formatWallTime } from '../probes/clock.js'
import { createThreadTime } from '../probes/thread-time.js'
import { formatBlock } from '../reporters/block-text.js'
import { formatBlockId } from './block-id.js'
import { createLedger } from './ledger.js'
import type { FromWatchdog, WatchdogData, WatchdogSettings } from './messages.js'
import { createRateLimit } from './rate-limit.js'
import { appendRunRecord } from './run-file.js'
import { readSource } from './source.js'

/** The watchdog's half that judges: completes evidence with what only the watchdog knows, makes blocks of it, writes and prints. */
export interface BlockJudge {
  settings: WatchdogSettings
  readonly threadTimeCapability: Capability
  observeTurn(turn: { atMs: number; overdueMs: number; isLate: boolean }): void
  judgeEvidence(evidence: Evidence): void
  judgeHang(hang: { startMs: number; endMs: number; samples: RawSample[] }): void
}

/** Options of {@link createBlockJudge}. */
export interface BlockJudgeOptions {
  data: WatchdogData
  slot: Slot
  tell: (message: FromWatchdog) => void
}

/** Creates the judge of one watched thread. */
export function createBlockJudge({ data, slot, tell }: BlockJudgeOptions): BlockJudge {
  const threadTime = createThreadTime(Atomics.load(slot.ints, IntField.osThreadId) || undefined)
  const ledger = createLedger(threadTime)
  const rateLimit = createRateLimit()

  const write = (block: Block) => {
    if (data.runFile !== undefined) appendRunRecord(data.runFile, { type: 'block', block })
    if (block.ignored || !isPrinted(block)) return
    const { isAllowed, suppressedCount } = rateLimit.take(block.fingerprint)
    if (block.hang) printBlock(block, 0)
    else if (isAllowed) printBlock(block, suppressedCount)
  }
  // While the loop is stuck no listener can be told: stderr is all there is.
  const isPrinted = (block: Block) =>
    block.hang || block.durationMs >= (judge.settings.stderrThresholdMs ?? Number.POSITIVE_INFINITY)
  const conclude = (evidence: Evidence): Block =>
    summarizeEvidence(
      { ...evidence, ...ledger.read(evidence.startMs, evidence.endMs) },
      { ignore: judge.settings.ignore, readSource },
    )

  const judge: BlockJudge = {
    settings: data.settings,
    threadTimeCapability: threadTime.capability,
    observeTurn: ledger.record,
    judgeEvidence: evidence => {
      if (isEntryLoad(evidence)) {
        tell({ type: 'startup', id: evidence.id, durationMs: evidence.durationMs })
        return
      }
      const block = conclude(evidence)
      // A disk that is full or a closed stderr must not cost the app its block.
      attempt(() => write(block), tell)
      tell({ type: 'block', block })
    },
    judgeHang: ({ startMs, endMs, samples }) => {
      const { pid, threadId, cwd } = data.thread
      const number = Atomics.load(slot.ints, IntField.blocks)
      const evidence: Evidence = {
        ...{ pid, threadId, cwd, startMs, endMs, samples },
        id: formatBlockId(pid, threadId, number),
        startedAt: formatWallTime(startMs),
        durationMs: endMs - startMs,
        thresholdMs: slot.floats[FloatField.thresholdMs] ?? 0,
        ignoredSpans: [],
        hang: true,
      }
      attempt(() => write(conclude(evidence)), tell)
    },
  }
  return judge
}

function attempt(write: () => void, tell: BlockJudgeOptions['tell']): void {
  try {
    write()
  } catch (error) {
    tell({ type: 'failure', message: error instanceof Error ? error.message : String(error) })
  }
}

const STDERR = 2

// The watched thread may be stuck: only a write of the watchdog's own comes through.
function printBlock(block: Block, suppressedCount: number): void {
  const note = suppressedCount > 0 ? `  (${suppressedCount} more like it since the last report)\n` : ''
  writeSync(STDERR, `${formatBlock(block, { color: isatty(STDERR) && !process.env.NO_COLOR })}\n${note}`)
}
