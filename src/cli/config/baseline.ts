import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { baselineShape } from '../../formats/baseline.js'
import { BASELINE_VERSION, type Baseline } from '../../model/baseline.js'
import { formatGot, LoophoundError } from '../../model/errors.js'
import { checkShape } from '../../model/shape.js'

/**
 * Reads a baseline.
 *
 * @param name of the file, for messages
 * @param mayBeMissing `true` when one is about to be written: a missing file is an empty baseline then
 * @throws LoophoundError when the file cannot be read, is no baseline or one of another version, or holds a merge conflict
 */
export function readBaseline(name: string, file: string, mayBeMissing: boolean): Baseline {
  const text = readText(name, file, mayBeMissing)
  if (text === undefined) return { version: BASELINE_VERSION, offenders: [] }
  refuseConflict(name, text)
  const value = parse(name, text)
  refuseVersion(name, value)
  const baseline = checkShape(value, baselineShape, problem => createBadBaseline(`${name}: ${problem}`))
  refuseDoubles(name, baseline)
  return baseline
}

function readText(name: string, file: string, mayBeMissing: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (isMissing && mayBeMissing) return undefined
    const got = error instanceof Error ? error.message : String(error)
    const hint = isMissing ? '; --update-baseline --accept-new writes one' : ''
    throw createBadBaseline(`${name}: expected a readable baseline, got ${got}${hint}`)
  }
}

function refuseConflict(file: string, text: string): void {
  const lines = text.split(/\r?\n/)
  const index = lines.findIndex(line => /^(?:<{7}|\|{7}|>{7})(?: |$)/.test(line))
  if (index < 0) return
  const got = `a merge conflict in line ${index + 1} (${lines[index]})`
  throw createBadBaseline(`${file}: expected a baseline, got ${got}; keep the entries of both sides`)
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? ` (${error.message})` : ''
    throw createBadBaseline(`${file}: expected JSON, got ${formatGot(text)}${why}`)
  }
}

function refuseVersion(file: string, value: unknown): void {
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined
  if (version === BASELINE_VERSION) return
  const got = version === undefined ? 'a file without one' : formatGot(version)
  throw createBadBaseline(`${file}: expected a baseline with version ${BASELINE_VERSION}, got ${got}`)
}

function refuseDoubles(file: string, { offenders }: Baseline): void {
  const seen = new Map<string, number>()
  for (const [index, { fingerprint }] of offenders.entries()) {
    const first = seen.get(fingerprint)
    if (first !== undefined)
      throw createBadBaseline(
        `${file}: offenders[${index}].fingerprint: expected each fingerprint once, got ${fingerprint} of offenders[${first}] again`,
      )
    seen.set(fingerprint, index)
  }
}

function createBadBaseline(message: string): LoophoundError {
  return new LoophoundError('ERR_LOOPHOUND_BAD_BASELINE', message)
}

/**
 * Writes a baseline, whole or not at all.
 *
 * @throws LoophoundError when it cannot be written
 */
export function writeBaseline(file: string, baseline: Baseline): void {
  const draft = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(draft, formatBaseline(baseline))
    renameSync(draft, file)
  } catch (error) {
    if (existsSync(draft)) rmSync(draft)
    const got = error instanceof Error ? error.message : String(error)
    throw new LoophoundError(
      'ERR_LOOPHOUND_BAD_BASELINE',
      `${file}: expected a baseline that can be written, got ${got}`,
    )
  }
}

/** A baseline as its file holds it: a field a line, so that changes show well in review and merge well. Ends with a line break. */
export function formatBaseline({ version, offenders }: Baseline): string {
  const ordered = offenders.map(({ fingerprint, function: name, file, cause, worstMs, code, note }) => {
    return { function: name, file, cause, worstMs, code, note, fingerprint }
  })
  return `${JSON.stringify({ version, offenders: ordered }, null, 2)}\n`
}
