import { threadId } from 'node:worker_threads'
import type { RunRecord } from '../model/run-record.js'
import { RUN_SETTINGS_VARIABLE, type RunSettings } from '../model/run-record.js'
import { appendRunRecord, describeProcess, findRunFile } from '../sink/run-file.js'
import { formatWallTime, nowMs, realTimers } from '../system/clock.js'
import { isAsyncContextFree } from '../system/node-features.js'
import type { RequestNaming } from './async/requests.js'
import { joinRegistry } from './join-registry.js'
import { readEndingOptions } from './options.js'
import { createSubscriber } from './subscriber.js'

/**
 * Watches this thread for `loophound run`, as its settings in the environment say. Does nothing without them and when the run file cannot be
 * written; never throws.
 */
export function joinRun(): void {
  const text = process.env[RUN_SETTINGS_VARIABLE]
  if (text === undefined) return
  try {
    startRun(JSON.parse(text))
  } catch (error) {
    process.emitWarning(
      `loophound does not watch this process: ${error instanceof Error ? error.message : String(error)}`,
      'LoophoundWarning',
    )
  }
}

function startRun(settings: RunSettings): void {
  const { runDirectory, startupLimitMs, ...options } = settings
  const { onBlock: _, ...resolved } = readEndingOptions({ sampler: true, ...options })
  const registry = joinRegistry()
  // Loaded twice, as an ES module and as CommonJS: once is enough.
  if (registry.isInRun) return
  const runFile = findRunFile(runDirectory, process.pid, threadId)
  appendRunRecord(runFile, describeProcess(threadId, resolved.thresholdMs))
  const subscriber = createSubscriber(registry, {
    ...resolved,
    requests: findNaming(resolved.requests),
    isPrinted: false,
    isAsserting: false,
    runFile,
    life: { importModule, ...(startupLimitMs === undefined ? {} : { startupLimitMs }) },
    onBlock: () => progress.ask(),
    onMoment: (name, atMs) => {
      append({ type: 'moment', name, at: formatWallTime(atMs) })
      if (name !== 'ending') progress.ask()
    },
    onExit: (summary, exitCode) => append({ type: 'end', summary, exitCode }),
  })
  const append = (record: RunRecord) => {
    try {
      appendRunRecord(runFile, record)
    } catch {
      // The run file will be seen to have no end.
    }
  }
  const progress = createProgressNotes(() => {
    const startMs = nowMs()
    append({ type: 'progress', ...subscriber.readProgress() })
    registry.excuse(nowMs() - startMs)
  })
  registry.join(subscriber)
}

/** Writes what was seen so far, for a process that may be killed: soon after something has happened, and now and then from then on. */
function createProgressNotes(write: () => void): { ask(): void } {
  let timer: NodeJS.Timeout | undefined
  let isSoon = false
  const ask = (delayMs: number) => {
    realTimers.clearTimeout(timer)
    timer = realTimers.setTimeout(note, delayMs).unref()
  }
  const note = () => {
    isSoon = false
    write()
    ask(PROGRESS_MS.rest)
  }
  return {
    ask: () => {
      if (!isSoon) ask(PROGRESS_MS.soon)
      isSoon = true
    },
  }
}

/**
 * Reading what was seen takes some milliseconds of the watched thread. No round numbers: Node keeps timers of one duration in one list, and runs an
 * app's interval of that list again in the same turn when another timer of it has come between.
 */
const PROGRESS_MS = { soon: 211, rest: 5003 }

// Before Node 24 names that follow their requests take up to a fifth of a server's CPU time, which nobody needs to pay who does not block.
function findNaming(isWanted: boolean | undefined): RequestNaming | false {
  if (isWanted === false) return false
  return isWanted || isAsyncContextFree() ? 'at-once' : 'once-missed'
}

function importModule(url: string): Promise<unknown> {
  return import(url)
}
