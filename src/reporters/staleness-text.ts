import type { Report } from '../model/report.js'
import { formatBaselineUse, formatUnusedRules } from './standing-text.js'

/** What can go from the config and the baseline, a line each: ignore rules that matched nothing, entries that did not occur. */
export function listStaleness({ ignoreRules = [], baseline }: Report): string[] {
  const lines = [...formatUnusedRules(ignoreRules), ...(baseline ? formatBaselineUse(baseline) : [])]
  return lines.filter(([name]) => name !== 'baseline').map(([name, value]) => `${name}: ${value}`)
}
