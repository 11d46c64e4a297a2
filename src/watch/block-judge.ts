import { isEntryLoad } from '../analysis/is-entry-load.js'
import type { Block } from '../model/block.js'
import type { Evidence } from '../model/evidence.js'
import type { RawSample } from '../model/sample.js'
import { FloatField, IntField, type Slot } from '../model/shared-memory.js'
import { formatWallTime } from '../probes/clock.js'
import { createSourceReader } from '../sources/source-reader.js'
import { formatBlockId } from './block-id.js'
import { createBlockReport } from './block-report.js'
import { createGaps } from './gaps.js'
import type { FromWatchdog, WatchdogData, WatchdogSettings } from './messages.js'
import { summarizeSafely } from './summarize-safely.js'

/** The watchdog's half that judges: completes evidence with what only the watchdog knows, makes blocks of it, writes and prints. */
export interface BlockJudge {
  settings: WatchdogSettings
  observeTurn(turn: { atMs: number; overdueMs: number }): void
  judgeEvidence(evidence: Evidence): void
  judgeHang(hang: Hang): void
}

/** A block that is not over. */
interface Hang {
  startMs: number
  endMs: number
  samples: RawSample[]
}

/** Options of {@link createBlockJudge}. */
export interface BlockJudgeOptions {
  data: WatchdogData
  slot: Slot
  tell: (message: FromWatchdog) => void
}

/** Creates the judge of one watched thread. */
export function createBlockJudge({ data, slot, tell }: BlockJudgeOptions): BlockJudge {
  const gaps = createGaps()
  const readSource = createSourceReader()
  const report = createBlockReport(data.runFile)
  const conclude = (evidence: Evidence): Block => {
    const watchdogGapMs = gaps.findLongestMs(evidence.startMs, evidence.endMs)
    const complete = watchdogGapMs > 0 ? { ...evidence, watchdogGapMs } : evidence
    const block = summarizeSafely(complete, { ignore: judge.settings.ignore, readSource })
    try {
      report(block, judge.settings.stderrThresholdMs)
    } catch (error) {
      // A disk that is full or a closed stderr must not cost the app its block.
      tell({ type: 'failure', message: error instanceof Error ? error.message : String(error) })
    }
    return block
  }
  const judge: BlockJudge = {
    settings: data.settings,
    observeTurn: gaps.record,
    judgeEvidence: evidence => {
      if (isEntryLoad(evidence)) tell({ type: 'startup', id: evidence.id, durationMs: evidence.durationMs })
      else tell({ type: 'block', block: conclude(evidence) })
    },
    judgeHang: hang => {
      conclude(describeHang(hang, data, slot))
    },
  }
  return judge
}

function describeHang({ startMs, endMs, samples }: Hang, { thread }: WatchdogData, slot: Slot): Evidence {
  const { pid, threadId, cwd } = thread
  return {
    id: formatBlockId(pid, threadId, Atomics.load(slot.ints, IntField.blocks)),
    pid,
    threadId,
    cwd,
    startMs,
    endMs,
    samples,
    startedAt: formatWallTime(startMs),
    durationMs: endMs - startMs,
    thresholdMs: slot.floats[FloatField.thresholdMs] ?? 0,
    ignoredSpans: [],
    hang: true,
  }
}
