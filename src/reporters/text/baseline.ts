import type { BaselineEntry, Standing } from '../../model/baseline.js'
import type { BaselineUse, Report, RuleUse } from '../../model/report.js'
import { formatDuration, formatPlain } from './words.js'

/** What the baseline says of an offender: `known, 310 ms (limit 375 ms)`. */
export function formatStanding({ state, judgedMs, recordedMs = 0, allowedMs = 0, note, recordedAs }: Standing): string {
  if (state === 'new') return 'new'
  const judged = `${formatDuration(judgedMs)} (limit ${formatDuration(allowedMs)})`
  const first = state === 'known' ? `known, ${judged}` : `worse, ${judged}, recorded ${formatDuration(recordedMs)}`
  const named = recordedAs ? `recorded as ${formatName(recordedAs)}` : undefined
  return [first, named, note === undefined ? undefined : formatPlain(note)].filter(Boolean).join('; ')
}

/** Lines on the baseline as a whole: entries that were not needed, and what an update changed. */
export function formatBaselineUse({ file, stale, update }: BaselineUse): [name: string, value: string][] {
  const changes = update && `${update.added} added, ${update.changed} changed, ${update.removed} removed`
  return [
    ...stale.map((entry): [string, string] => [
      'stale',
      `${formatName(entry)} did not occur; remove it with --update-baseline`,
    ]),
    ...(changes ? [['baseline', `${changes} in ${formatPlain(file)}`] satisfies [string, string]] : []),
  ]
}

function formatName({ function: name, file, cause }: Pick<BaselineEntry, 'function' | 'file' | 'cause'>): string {
  return formatPlain(`${name} ${file} (${cause})`)
}

/** A line for each ignore rule that matched nothing. */
export function formatUnusedRules(rules: RuleUse[]): [name: string, value: string][] {
  return rules
    .filter(({ blockCount }) => blockCount === 0)
    .map(({ rule: { reason: _, ...matchers }, from }) => {
      const words = Object.entries(matchers).map(([key, value]) => `${key}=${value}`)
      return ['unused rule', formatPlain(`${words.join(' ')} in ${from} matched no block`)]
    })
}

/** What can go from the config and the baseline, a line each: ignore rules that matched nothing, entries that did not occur. */
export function listStaleness({ ignoreRules = [], baseline }: Report): string[] {
  const lines = [...formatUnusedRules(ignoreRules), ...(baseline ? formatBaselineUse(baseline) : [])]
  return lines.filter(([name]) => name !== 'baseline').map(([name, value]) => `${name}: ${value}`)
}
