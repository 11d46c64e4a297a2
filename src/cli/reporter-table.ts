import type { Report } from '../model/report.js'
import type { ReporterName } from '../model/reporter-name.js'
import { formatGithub } from '../reporters/github.js'
import { formatJson } from '../reporters/json.js'
import { formatJunit } from '../reporters/junit.js'
import { formatMarkdown } from '../reporters/markdown.js'
import { formatSarif } from '../reporters/sarif.js'
import { formatTap } from '../reporters/tap.js'
import { formatText } from '../reporters/text.js'

/** What reporters are told, each takes what it needs. */
export interface ReporterOptions {
  color: boolean
  /** Absolute folder that paths are relative to, for who reads the report here. */
  cwd?: string
  /** Absolute folders that paths are relative to, for everybody else. */
  roots?: string[]
  sourceUrl?: string
}

/** The reporters that `--reporter` knows, by name. */
export const REPORTER_TABLE: Record<ReporterName, (report: Report, options: ReporterOptions) => string> = {
  text: formatText,
  json: formatJson,
  github: formatGithub,
  junit: formatJunit,
  sarif: formatSarif,
  markdown: formatMarkdown,
  tap: formatTap,
}
