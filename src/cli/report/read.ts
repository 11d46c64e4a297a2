import { readFileSync } from 'node:fs'
import { mergeDelays } from '../../analysis/merge-delays.js'
import { reportShape } from '../../formats/report.js'
import { formatGot, LoophoundError } from '../../model/errors.js'
import type { DelaySummary, Report } from '../../model/report.js'
import { SCHEMA_VERSION } from '../../model/report.js'
import { formatMismatch, hasShape } from '../../model/shape.js'

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

/** The version of reports before there were phases and roles. */
const OLDER_VERSION = 1

/**
 * A report of the older version in the form of today: its blocks were all judged, which is what `running` blocks of an `app` are. What is
 * no report stays what it is, for whoever says what is wrong with it.
 */
function modernizeReport(value: unknown): unknown {
  if (!isObject(value)) return value
  return {
    ...value,
    schemaVersion: SCHEMA_VERSION,
    processes: mapObjects(value.processes, process => ({ ...process, role: 'app' })),
    blocks: mapObjects(value.blocks, block => ({ ...block, phase: 'running', process: addRole(block.process) })),
  }
}

function addRole(process: unknown): unknown {
  return isObject(process) ? { ...process, role: 'app' } : process
}

function mapObjects(value: unknown, change: (object: Record<string, unknown>) => object): unknown {
  return Array.isArray(value) ? value.map((item: unknown) => (isObject(item) ? change(item) : item)) : value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
