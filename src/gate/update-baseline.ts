import { BASELINE_VERSION, type Baseline, type BaselineEntry } from '../model/baseline.js'
import type { BaselineUse } from '../model/report.js'
import type { Comparison, Finding } from './compare-baseline.js'
import { compareEntries } from './match-offenders.js'

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
  // What may or may not be this entry says nothing about it, except that it has to stay possible.
  const sure = findings.filter(({ match }) => match?.how !== 'guess')
  if (sure.length === 0) return entry
  const same = sure.find(({ match }) => match?.how === 'same')?.entry
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
