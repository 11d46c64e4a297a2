import type { Block } from '../model/block.js'
import { findMainThread, formatProgramName } from '../model/program.js'
import type { Report } from '../model/report.js'
import { formatPlain } from './plain-text.js'

/** What programs are looked up in. */
export type Programs = Pick<Report, 'processes' | 'roots'>

const MAX_THREADS = 3

/**
 * Which programs, processes and threads blocks were in, the longest first: `src/a.js, process 7; src/b.js, process 8, thread 2 resize`.
 * `undefined` when the run had but one thread.
 */
export function formatThreads(blocks: Block[], programs: Programs): string | undefined {
  if (programs.processes.length < 2) return undefined
  const totalsMs = new Map<string, number>()
  for (const block of blocks) {
    const name = formatThread(block, programs)
    totalsMs.set(name, (totalsMs.get(name) ?? 0) + block.durationMs)
  }
  const names = [...totalsMs].sort(([, a], [, b]) => b - a).map(([name]) => name)
  const left = names.length - MAX_THREADS
  if (names.length === 0) return undefined
  return [...names.slice(0, MAX_THREADS), ...(left > 0 ? [`${left} more`] : [])].join('; ')
}

function formatThread({ process, startedAt }: Block, { processes, roots }: Programs): string {
  const { pid, threadId, threadName } = process
  const main = findMainThread(processes, pid, startedAt)
  const hasOthers = processes.some(other => other.pid === pid && other.threadId !== 0)
  const name = threadName ? ` ${formatPlain(threadName)}` : ''
  return [
    ...(main ? [formatPlain(formatProgramName(main, roots))] : []),
    `process ${pid}`,
    ...(threadId === 0 ? (hasOthers ? ['main thread'] : []) : [`thread ${threadId}${name}`]),
  ].join(', ')
}
