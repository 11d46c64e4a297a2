/** Names of the formats in which a report can be written. */
export type ReporterName = 'text' | 'json' | 'github' | 'junit' | 'sarif' | 'markdown' | 'tap'

/** The names that `--reporter` knows. */
export const REPORTER_NAMES: readonly ReporterName[] = ['text', 'json', 'github', 'junit', 'sarif', 'markdown', 'tap']
