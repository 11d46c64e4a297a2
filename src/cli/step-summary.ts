import { appendFileSync, statSync } from 'node:fs'
import type { Report } from '../model/report.js'
import { formatMarkdown, type MarkdownOptions } from '../reporters/markdown.js'

/** GitHub shows nothing of a step's summary that is longer, whoever wrote it. */
const MAX_SIZE_BYTES = 1024 * 1024

/**
 * Appends a report as Markdown to the step summary of GitHub Actions, within the room that others have left in it.
 *
 * @throws when there is not enough room, or the file cannot be written
 */
export function appendStepSummary(file: string, report: Report, options: MarkdownOptions): void {
  const takenBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  // What stands there already may not end with a line break.
  appendFileSync(file, `\n${formatMarkdown(report, { ...options, maxSizeBytes: MAX_SIZE_BYTES - takenBytes - 1 })}`)
}
