import { threadId } from 'node:worker_threads'
import { RUN_SETTINGS_VARIABLE, type RunSettings } from '../model/run-settings.js'
import { isAsyncContextFree, type RequestNaming } from '../probes/requests.js'
import { joinHub } from './hub.js'
import { createMember } from './member.js'
import { readHangTimeoutMs, readWatchOptions } from './options.js'
import { appendRunRecord, describeProcess, findRunFile } from './run-file.js'

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
  const { runDirectory, hangTimeoutMs = 0, startupLimitMs: _limitMs, ...watchOptions } = settings
  const { onBlock: _, ...resolved } = readWatchOptions({ sampler: true, ...watchOptions })
  const hub = joinHub()
  // Loaded twice, as an ES module and as CommonJS: once is enough.
  if (hub.isInRun) return
  const runFile = findRunFile(runDirectory, process.pid, threadId)
  appendRunRecord(runFile, describeProcess(threadId, resolved.thresholdMs))
  const member = createMember(hub, {
    ...resolved,
    hangTimeoutMs: readHangTimeoutMs(hangTimeoutMs),
    requests: findNaming(resolved.requests),
    isPrinted: false,
    runFile,
    onBlock: () => {},
    onExit: (summary, exitCode) => {
      try {
        appendRunRecord(runFile, { type: 'end', summary, exitCode })
      } catch {
        // The run file will be seen to have no end.
      }
    },
  })
  hub.join(member)
}

// Before Node 24 names that follow their requests take up to a fifth of a server's CPU time, which nobody needs to pay who does not block.
function findNaming(isWanted: boolean | undefined): RequestNaming | false {
  if (isWanted === false) return false
  return isWanted || isAsyncContextFree() ? 'at-once' : 'once-missed'
}
