import fc from 'fast-check'
import { formatFingerprint } from '../../../src/analysis/fingerprint.js'
import type { BaselineEntry } from '../../../src/model/baseline.js'
import type { Block } from '../../../src/model/block.js'
import type { Offender } from '../../../src/model/report.js'
import { bareBlock, bareOffender, resizeFrame } from '../reporters/sample-report.js'

export const resizeEntry: BaselineEntry = {
  fingerprint: '111111111111',
  function: 'resize',
  file: 'src/thumbnail.js',
  cause: 'javascript',
  worstMs: 200,
  code: 'return inflate(image)',
}

export const readEntry: BaselineEntry = {
  fingerprint: '222222222222',
  function: 'readTable',
  file: 'src/table.js',
  cause: 'file-system',
  worstMs: 80,
  code: "const text = readFileSync(file, 'utf8')",
  note: 'once an hour',
}

/** An offender, with the one block it was found in. */
export interface Found {
  offender: Offender
  block: Block
}

/** The offender that an entry describes, as a run in `/app` finds it. */
export function createFound(entry: BaselineEntry): Found {
  const { fingerprint, cause, worstMs, code } = entry
  const culprit = entry.function
    ? { function: entry.function, file: `/app/${entry.file}`, line: 7, column: 3, ownCode: true }
    : undefined
  return {
    offender: {
      ...{ ...bareOffender, fingerprint, cause, worstMs },
      ...(culprit ? { culprit } : {}),
      ...(code === undefined ? {} : { source: [{ line: 7, text: `  ${code}` }] }),
    },
    block: { ...bareBlock, fingerprint, cause, durationMs: worstMs, ...(culprit ? { culprit } : {}) },
  }
}

const anyEntry: fc.Arbitrary<BaselineEntry> = fc
  .record(
    {
      function: fc.constantFrom('resize', 'resizeAll', 'readTable', '<anonymous>'),
      file: fc.constantFrom('src/a.js', 'src/b.js', 'lib/a.js'),
      cause: fc.constantFrom('javascript' as const, 'gc' as const, 'file-system' as const, 'unknown' as const),
      worstMs: fc.integer({ min: 50, max: 400 }),
      code: fc.constantFrom('inflate(image)', "readFileSync(file, 'utf8')"),
      note: fc.constantFrom('a', 'b'),
    },
    { requiredKeys: ['function', 'file', 'cause', 'worstMs'] },
  )
  .map(entry => ({
    ...entry,
    fingerprint: formatFingerprint(entry.cause, { ...resizeFrame, ...entry }, '/app'),
  }))

/** Entries of a baseline, or offenders of a run, each fingerprint once. */
export const anyEntries: fc.Arbitrary<BaselineEntry[]> = fc.uniqueArray(anyEntry, {
  selector: ({ fingerprint }) => fingerprint,
  maxLength: 5,
})
