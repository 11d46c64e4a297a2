import { summarizeSafely } from '../analysis/analyze.js'
import { isEntryLoad } from '../analysis/entry-load.js'
import { separateRunnerWork } from '../analysis/runner-work.js'
import type { Block } from '../model/block.js'
import type { Evidence } from '../model/evidence.js'
import type { FromWatchdog, WatchdogData, WatchdogSettings } from '../protocol/channel.js'
import { FloatField, IntField, type Slot } from '../protocol/shared-memory.js'
import { createBlockReport } from '../sink/block-report.js'
import { appendRunRecord, findRunFile, formatBlockId } from '../sink/run-file.js'
import type { Sources } from '../sources/sources.js'
import { formatWallTime } from '../system/clock.js'
import { endProcess } from './end-process.js'
import type { EndlessLoop } from './hang-timeout.js'
import type { HelperWaits } from './helper-waits.js'
import type { ProcessStalls } from './process-stalls.js'
import type { Hang } from './stall-detector.js'

/** The watchdog's half that judges: completes evidence with what only the watchdog knows, makes blocks of it, writes and prints. */
export interface BlockJudge {
  settings: WatchdogSettings
  judgeEvidence(evidence: Evidence): void
  judgeHang(hang: Hang): void
  /** Tells of an endless loop and ends the process, unless the loop is ignored or a debugger may hold it. */
  judgeEndlessLoop(loop: EndlessLoop): void
  /** The thread ended in mid-block, and took its listeners along. */
  judgeLoss(hang: Hang): void
}

/** Options of {@link createBlockJudge}. */
export interface BlockJudgeOptions {
  data: WatchdogData
  slot: Slot
  threadId: number
  stalls: Pick<ProcessStalls, 'measure'>
  helperWaits: Pick<HelperWaits, 'measure'>
  sources: Sources
  /** Name of the thread, where the thread itself cannot tell. */
  readThreadName: () => string | undefined
  tell: (message: FromWatchdog) => void
}

/** Creates the judge of one watched thread. */
export function createBlockJudge(options: BlockJudgeOptions): BlockJudge {
  const { data, slot, threadId, sources, tell } = options
  const report = createBlockReport(() => findOwnRunFile(data, slot, threadId))
  const summarize = (evidence: Evidence): Block => {
    const { ignore, sourceMaps } = judge.settings
    const reading = sourceMaps ? sources : { readSource: sources.readSource }
    return summarizeSafely(addStall(evidence, options), { ignore, ...reading })
  }
  const conclude = (block: Block, isStuck = false): Block => {
    try {
      report(block, isStuck ? 0 : judge.settings.stderrThresholdMs)
    } catch (error) {
      // A disk that is full or a closed stderr must not cost the app its block.
      tell({ type: 'failure', message: error instanceof Error ? error.message : String(error) })
    }
    return block
  }
  let keptCount = 0
  const judge: BlockJudge = {
    settings: { sourceMaps: true, ignore: [] },
    judgeEvidence: seen => {
      const evidence = complete(seen, options)
      const runFile = findOwnRunFile(data, slot, threadId)
      if (runFile !== undefined && keptCount < MOST_KEPT) keepEvidence(runFile, addStall(evidence, options))
      keptCount += 1
      const isLoading = evidence.loading === true || isEntryLoad(evidence)
      if (isLoading && runFile === undefined) tell({ type: 'startup', id: evidence.id })
      else tell({ type: 'block', block: conclude(summarize(describeLife(evidence, isLoading))) })
    },
    judgeHang: hang => {
      conclude(summarize(describeHang(hang, options)), true)
    },
    judgeEndlessLoop: loop => {
      const block = summarize(describeHang(loop, options))
      if (block.ignored || loop.inspected) return
      conclude({ ...block, ended: true }, true)
      endProcess(data.unawareParent)
    },
    judgeLoss: hang => {
      const evidence = describeHang(hang, options)
      if (!isEntryLoad(evidence)) conclude(summarize(evidence))
    },
  }
  return judge
}

function describeLife(evidence: Evidence, isLoading: boolean): Evidence {
  if (isLoading) return { ...evidence, phase: 'startup' }
  return separateRunnerWork(evidence)
}

/** One is a hundred kilobytes and more, and a process that is soon killed has few. */
const MOST_KEPT = 16

// Before it is judged, which may take longer than the process has left: whoever reads the file judges it then.
function keepEvidence(runFile: string, evidence: Evidence): void {
  try {
    appendRunRecord(runFile, { type: 'evidence', evidence })
  } catch {
    // The block will be written, or told not to be.
  }
}

function findOwnRunFile({ runDirectory, pid }: WatchdogData, { ints }: Slot, threadId: number): string | undefined {
  if (runDirectory === undefined || Atomics.load(ints, IntField.isInRun) === 0) return undefined
  return findRunFile(runDirectory, pid, threadId)
}

function complete(evidence: Evidence, { slot, helperWaits, readThreadName }: BlockJudgeOptions): Evidence {
  // Collecting is what a thread does together with others.
  const helperWaitMs = evidence.gc && helperWaits.measure(Atomics.load(slot.ints, IntField.systemThreadId))
  const threadName = evidence.threadName ?? readThreadName()
  return {
    ...evidence,
    ...(helperWaitMs === undefined ? {} : { helperWaitMs }),
    ...(threadName === undefined ? {} : { threadName }),
  }
}

// Of a part of the evidence another stall than of the whole.
function addStall(evidence: Evidence, { stalls }: BlockJudgeOptions): Evidence {
  const watchdogGap = stalls.measure(evidence.startMs, evidence.endMs)
  return watchdogGap ? { ...evidence, watchdogGap } : evidence
}

function describeHang(hang: Hang | EndlessLoop, options: BlockJudgeOptions): Evidence {
  const { data, slot, threadId } = options
  const { pid, cwd } = data
  const { startMs, endMs } = hang
  const evidence: Evidence = {
    ...hang,
    id: formatBlockId(pid, threadId, Atomics.load(slot.ints, IntField.blocks)),
    pid,
    threadId,
    cwd,
    startedAt: formatWallTime(startMs),
    durationMs: endMs - startMs,
    thresholdMs: slot.floats[FloatField.thresholdMs] ?? 0,
    ignoredSpans: [],
    hang: true,
  }
  return complete(evidence, options)
}
