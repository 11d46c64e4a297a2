import { readFileSync } from 'node:fs'
import { mergeDelays } from '../analysis/merge-delays.js'
import type { DelaySummary } from '../model/delay.js'
import { formatGot, LoophoundError } from '../model/errors.js'
import type { Report } from '../model/report.js'
import { SCHEMA_VERSION } from '../model/run-record.js'
import { modernizeReport, OLDER_VERSION } from './modernize-report.js'
import { reportShape } from './report-shape.js'
import { formatMismatch, hasShape } from './shape.js'

/**
 * Reads a JSON report from a file; one of the older schema as if nothing in it had been start-up, ending, a tool or a pool.
 *
 * @throws LoophoundError when the file cannot be read, is no report, or is one of another schema version
 */
export function readReport(file: string): Report {
  const written = parse(file, readText(file))
  const version = readSchemaVersion(written)
  if (version !== SCHEMA_VERSION && version !== OLDER_VERSION) {
    throw createBadReport(
      file,
      `a loophound report with schemaVersion ${SCHEMA_VERSION} or ${OLDER_VERSION}`,
      version === undefined ? 'a file without one' : formatGot(version),
    )
  }
  const value = version === OLDER_VERSION ? modernizeReport(written) : written
  if (hasShape(value, reportShape)) {
    refuseBadHistograms(file, value)
    return value
  }
  throw new LoophoundError('ERR_LOOPHOUND_BAD_REPORT', `${file}: ${formatMismatch(value, reportShape)}`)
}

function refuseBadHistograms(file: string, { processes }: Report): void {
  for (const [index, { summary }] of processes.entries()) {
    refuseBadHistogram(`${file}: processes[${index}].summary.delay`, summary?.delay)
    refuseBadHistogram(`${file}: processes[${index}].summary.phaseDelays.startup`, summary?.phaseDelays?.startup)
    refuseBadHistogram(`${file}: processes[${index}].summary.phaseDelays.ending`, summary?.phaseDelays?.ending)
  }
}

function refuseBadHistogram(where: string, delay: DelaySummary | undefined): void {
  try {
    if (delay?.hdr) mergeDelays([delay.hdr])
  } catch {
    throw createBadReport(`${where}.hdr`, 'an HdrHistogram V2, compressed, in base64', formatGot(delay?.hdr))
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw createBadReport(file, 'a readable JSON report', error instanceof Error ? error.message : String(error))
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw createBadReport(file, 'a JSON report', formatGot(text))
  }
}

function readSchemaVersion(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined
}

function createBadReport(file: string, expected: string, got: string): LoophoundError {
  return new LoophoundError('ERR_LOOPHOUND_BAD_REPORT', `${file}: expected ${expected}, got ${got}`)
}
