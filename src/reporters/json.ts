import type { Report } from '../model/report.js'

/** A report as JSON, in the format of `loophound/report.schema.json`, two spaces deep, with a line break at the end. */
export function formatJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
