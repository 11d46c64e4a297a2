import type { Block } from '../model/block.js'
import { matchesGlob } from '../model/glob.js'
import { findMainThread, listProgramNames, nameThread } from '../model/program.js'
import type { Report } from '../model/report.js'

/** What names of threads and programs are looked up in. */
export type Whereabouts = Pick<Report, 'processes' | 'roots'>

/** By which thread and program a rule or scope tells blocks apart, as globs. */
export interface OwnerMatcher {
  thread?: string
  process?: string
}

/** Whether a block was in a thread and program of these names. */
export function matchesOwner(block: Block, { thread, process }: OwnerMatcher, where: Whereabouts): boolean {
  if (thread !== undefined && !matchesGlob(nameThread(block.process), thread)) return false
  if (process === undefined) return true
  const main = findMainThread(where.processes, block.process.pid, block.startedAt)
  return main !== undefined && listProgramNames(main, where.roots).some(name => matchesGlob(name, process))
}
