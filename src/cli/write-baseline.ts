import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Baseline } from '../model/baseline.js'
import { LoophoundError } from '../model/errors.js'

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
