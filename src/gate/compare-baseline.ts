import type { BaselineEntry, Standing } from '../model/baseline.js'
import type { Block } from '../model/block.js'
import { findExcuse } from '../model/excuse.js'
import { toProjectPath } from '../model/project-path.js'
import type { Offender } from '../model/report.js'
import { measureJudgedMs } from './counted-blocks.js'
import { type Match, matchOffenders } from './match-offenders.js'

/** What was found of an offender that the baseline is asked about, in the form in which baselines keep it. */
export interface Finding {
  /** `worstMs`: longest block of this run without its wait for a core, not rounded. */
  entry: BaselineEntry
  standing: Standing
  /** The entry it is known by; absent for a new one. */
  match?: Match
}

/** A run beside its baseline. */
export interface Comparison {
  findings: Finding[]
  /** Entries that did not occur. */
  stale: BaselineEntry[]
}

/** How a baseline is asked. */
export interface CompareOptions {
  entries: readonly BaselineEntry[]
  /** How much longer than recorded a block may be. */
  factor: number
  /** Absolute folders that paths are relative to. */
  roots: readonly string[]
}

/**
 * Says of each offender whether the baseline knows it, and allows it, and which entries did not occur.
 *
 * @param blocks those that count and that the baseline is to judge
 */
export function compareBaseline(offenders: Offender[], blocks: Block[], options: CompareOptions): Comparison {
  const found = offenders.flatMap(offender => describeOffender(offender, blocks, options.roots))
  const allowMs = (entry: BaselineEntry): number => entry.worstMs * options.factor
  const matches = matchOffenders(found, options.entries, allowMs)
  const findings = found.map((entry): Finding => {
    const match = matches.get(entry)
    if (!match) return { entry, standing: { state: 'new', judgedMs: entry.worstMs } }
    return { entry, standing: judgeStanding(entry, match.known, allowMs), match }
  })
  const seen = new Set(findings.map(({ match }) => match?.known))
  const stale = options.entries.filter(entry => !seen.has(entry) && !offenders.some(isUnjudged(entry, options.roots)))
  return { findings, stale }
}

/** Whether an offender is the function of an entry, of which this run says nothing because the machine was too busy. */
function isUnjudged(entry: BaselineEntry, roots: readonly string[]): (offender: Offender) => boolean {
  return ({ culprit, cause, excused }) => {
    const isIgnored = excused !== undefined && findExcuse({ cause }) === undefined
    if (isIgnored || !culprit) return false
    return culprit.function === entry.function && toStablePath(culprit.file, roots) === entry.file
  }
}

function describeOffender(offender: Offender, blocks: Block[], roots: readonly string[]): BaselineEntry[] {
  const { fingerprint, cause, culprit, source, excused } = offender
  const own = blocks.filter(block => block.fingerprint === fingerprint)
  if (own.length === 0 || excused !== undefined) return []
  const code = source?.find(({ line }) => line === culprit?.line)?.text.trim()
  return [
    {
      fingerprint,
      function: culprit?.function ?? '',
      file: culprit ? toStablePath(culprit.file, roots) : '',
      cause,
      worstMs: Math.max(...own.map(measureJudgedMs)),
      ...(code ? { code: code.slice(0, MAX_CODE_LENGTH) } : {}),
    },
  ]
}

/** A line of a bundle can be a whole program. */
const MAX_CODE_LENGTH = 120

// Where a package lies differs between machines and package managers; what it is does not.
function toStablePath(file: string, roots: readonly string[]): string {
  const path = toProjectPath(file, roots)
  return path.slice(Math.max(0, path.lastIndexOf('node_modules/')))
}

function judgeStanding(
  entry: BaselineEntry,
  known: BaselineEntry,
  allowMs: (entry: BaselineEntry) => number,
): Standing {
  const allowedMs = allowMs(known)
  const isRenamed = (['function', 'file', 'cause'] as const).some(name => known[name] !== entry[name])
  return {
    state: entry.worstMs <= allowedMs ? 'known' : 'worse',
    judgedMs: entry.worstMs,
    recordedMs: known.worstMs,
    allowedMs,
    ...(known.note === undefined ? {} : { note: known.note }),
    ...(isRenamed ? { recordedAs: { function: known.function, file: known.file, cause: known.cause } } : {}),
  }
}
