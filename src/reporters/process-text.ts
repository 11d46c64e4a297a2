import { formatProgramName } from '../model/program.js'
import type { ProcessReport, Report } from '../model/report.js'
import { formatPlain } from './plain-text.js'
import { formatPlural } from './plural-text.js'

const MAX_PROGRAMS = 5

/** How many processes and threads there were: `4 processes, 1 worker thread`. */
export function formatProcesses(processes: ProcessReport[]): string {
  const threadCount = processes.filter(({ threadId }) => threadId !== 0).length
  const main = formatPlural(countPids(processes), 'process')
  return threadCount > 0 ? `${main}, ${formatPlural(threadCount, 'worker thread')}` : main
}

/**
 * Which programs the blocks were in, most first, when several processes ran: `src/worker.js (12 in 4 processes), src/main.js (1)`; else
 * `undefined`.
 */
export function formatPrograms({ processes, blocks, roots }: Report): string | undefined {
  if (countPids(processes) < 2 || blocks.length === 0) return undefined
  const programs = new Map<string, ProcessReport[]>()
  for (const process of processes.filter(({ threadId }) => threadId === 0)) {
    const name = formatPlain(formatProgramName(process, roots))
    programs.set(name, [...(programs.get(name) ?? []), process])
  }
  const counts = [...programs]
    .map(([name, ofProgram]) => ({ name, ofProgram, count: countBlocks(blocks, ofProgram) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, 'en'))
  const shown = counts.slice(0, MAX_PROGRAMS).map(({ name, ofProgram, count }) => {
    const processCount = countPids(ofProgram)
    return `${name} (${count}${processCount > 1 ? ` in ${formatPlural(processCount, 'process')}` : ''})`
  })
  const left = counts.length - shown.length
  return [...shown, ...(left > 0 ? [formatPlural(left, 'more program')] : [])].join(', ')
}

function countPids(processes: ProcessReport[]): number {
  return new Set(processes.map(({ pid }) => pid)).size
}

function countBlocks(blocks: Report['blocks'], processes: ProcessReport[]): number {
  const pids = new Set(processes.map(({ pid }) => pid))
  return blocks.filter(({ process }) => pids.has(process.pid)).length
}
