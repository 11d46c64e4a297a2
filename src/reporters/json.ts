import type { Report } from '../model/report.js'

/** A report as JSON, in the format of `loophound/report.schema.json`, two spaces deep, with a line break at the end. */
export function formatJson(report: Report): string {
  return `${JSON.stringify(report, roundNumber, 2)}\n`
}

/** A replacer of `JSON.stringify` that cuts numbers to thousandths, durations so to microseconds: what lies below is noise of the clock. */
export function roundNumber(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(3)) : value
}
