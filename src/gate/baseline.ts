import { BASELINE_VERSION, type Baseline, type BaselineEntry, type Standing } from '../model/baseline.js'
import { type Block, findExcuse } from '../model/block.js'
import { toProjectPath } from '../model/project-path.js'
import type { BaselineUse, Offender } from '../model/report.js'
import { compareEntries, type Match, matchOffenders } from './baseline-match.js'
import { measureJudgedMs } from './limits.js'

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
  const matches = matchOffenders(found, options.entries)
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

// An offender without a name could be any: no entry stands for it, and the budget judges it.
function describeOffender(offender: Offender, blocks: Block[], roots: readonly string[]): BaselineEntry[] {
  const { fingerprint, cause, culprit, source, excused } = offender
  const own = blocks.filter(block => block.fingerprint === fingerprint)
  if (own.length === 0 || excused !== undefined || !culprit) return []
  const code = source?.find(({ line }) => line === culprit.line)?.text.trim()
  return [
    {
      fingerprint,
      function: culprit.function,
      file: toStablePath(culprit.file, roots),
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

/** A baseline as it should be from now on. */
export interface UpdatedBaseline {
  baseline: Baseline
  update: NonNullable<BaselineUse['update']>
}

/**
 * The baseline that fits a run. It only tightens: times get shorter, entries that did not occur go, those that were renamed or moved get
 * their new place. Notes are kept.
 *
 * @param accept `known`: nothing else; `new`: new offenders are added too, and times that are over what is allowed get longer
 */
export function updateBaseline(
  entries: readonly BaselineEntry[],
  { findings, stale }: Comparison,
  accept: 'known' | 'new',
): UpdatedBaseline {
  const kept = entries.filter(entry => !stale.includes(entry))
  const next = kept.map(entry =>
    updateEntry(
      entry,
      findings.filter(({ match }) => match?.known === entry),
      accept,
    ),
  )
  const added = accept === 'new' ? findings.filter(({ match }) => !match).map(({ entry }) => roundEntry(entry)) : []
  return {
    baseline: { version: BASELINE_VERSION, offenders: [...next, ...added].sort(compareEntries) },
    update: {
      added: added.length,
      changed: next.filter((entry, index) => entry !== kept[index]).length,
      removed: stale.length,
    },
  }
}

function updateEntry(entry: BaselineEntry, findings: Finding[], accept: 'known' | 'new'): BaselineEntry {
  if (findings.length === 0) return entry
  const same = findings.find(({ match }) => match?.how === 'same')?.entry
  const { fingerprint, function: name, file, cause, code } = same ?? entry
  const next: BaselineEntry = {
    fingerprint,
    function: name,
    file,
    cause,
    worstMs: updateWorstMs(entry, findings, accept),
  }
  const line = code ?? entry.code
  if (line !== undefined) next.code = line
  if (entry.note !== undefined) next.note = entry.note
  return isEqual(entry, next) ? entry : next
}

function updateWorstMs(entry: BaselineEntry, findings: Finding[], accept: 'known' | 'new'): number {
  const worstMs = Math.ceil(Math.max(...findings.map(finding => finding.entry.worstMs)))
  const mayGrow = accept === 'new' && findings.some(({ standing }) => standing.state === 'worse')
  return mayGrow ? worstMs : Math.min(entry.worstMs, worstMs)
}

function roundEntry(entry: BaselineEntry): BaselineEntry {
  return { ...entry, worstMs: Math.ceil(entry.worstMs) }
}

function isEqual(one: BaselineEntry, other: BaselineEntry): boolean {
  const names = ['fingerprint', 'function', 'file', 'cause', 'worstMs', 'code', 'note'] as const
  return names.every(name => one[name] === other[name])
}
