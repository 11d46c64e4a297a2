import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { runRecordShapes } from '../../src/formats/run-record.js'
import type { RawFrame } from '../../src/model/frame.js'
import { formatMismatch } from '../../src/model/shape.js'
import { formatTable } from '../recorded/format-table.js'
import { createJudge } from '../recorded/judge-recording.js'
import {
  digestProgram,
  findPath,
  listRecorded,
  pack,
  type Recording,
  readRecordings,
  root,
  TEMP_PLACEHOLDER,
  unpack,
} from '../recorded/recording.js'
import { createEvidence, createSample } from './analysis/fake-evidence.js'

// Of each block of the corpus what was seen of it on each Node.js, as `npm run record:evidence` has packed it.
const recordings = readRecordings()

test('what was seen of the corpus is judged as the table says', { timeout: 60_000 }, async () => {
  await expect(formatTable(recordings, createJudge())).toMatchFileSnapshot('../recorded/blocks.txt')
})

test('every program of the corpus is recorded', () => {
  const recorded = new Set(recordings.map(({ program }) => program))
  expect([...recorded].sort()).toEqual(listRecorded().map(findPath).sort())
})

test('every program is still the one that was recorded', () => {
  const changed = recordings.filter(({ program, digest }) => digestProgram(program) !== digest)
  expect([...new Set(changed.map(({ program }) => program))]).toEqual([])
})

test('what was recorded has the shape of evidence of today', () => {
  const records = recordings.flatMap(({ evidence }) => (evidence ? [{ type: 'evidence', evidence }] : []))
  const mismatches = records.map(record => formatMismatch(record, runRecordShapes.evidence))
  expect(mismatches.filter(text => text !== undefined)).toEqual([])
})

test('every recording has paths of the project or of temporary files', () => {
  const own = [root, pathToFileURL(root).href, TEMP_PLACEHOLDER, `file://${TEMP_PLACEHOLDER}`].map(start => `${start}/`)
  const files = new Set(recordings.flatMap(listFrames).map(({ file }) => file ?? ''))
  const isForeign = (file: string) => /^(?:\/|file:)/.test(file) && !own.some(start => file.startsWith(start))
  expect(files.size).toBeGreaterThan(listRecorded().length)
  expect([...files].filter(isForeign)).toEqual([])
})

test('what is packed names no folder of this machine, and is read back with its folders', () => {
  const kept = [
    join(root, 'a.cjs'),
    pathToFileURL(join(root, 'b.mjs')).href,
    '/elsewhere/app/c.js',
    `eval at run (${root}/e.cjs:7:3)`,
  ]
  const temporary = join(tmpdir(), 'd.cjs')
  const packed = pack([createRecording([...kept, temporary, pathToFileURL(temporary).href])])
  const text = gunzipSync(packed).toString('utf8')
  expect([root, tmpdir()].filter(folder => text.includes(folder))).toEqual([])
  const placed = [...kept, `${TEMP_PLACEHOLDER}/d.cjs`, `file://${TEMP_PLACEHOLDER}/d.cjs`]
  expect(unpack(packed)).toEqual([createRecording(placed)])
})

function listFrames({ evidence }: Recording): RawFrame[] {
  const stacks = [...(evidence?.samples ?? []), ...(evidence?.profile ?? []), ...(evidence?.callbacks?.origins ?? [])]
  return stacks.flatMap(({ stack }) => stack)
}

function createRecording(files: string[]): Recording {
  const stack = files.map(file => ({ function: 'grind', typeName: null, file, line: 7, column: 3 }))
  const evidence = { ...createEvidence(100, [createSample(50, stack, { postedAtMs: 1049.6 })]), cwd: root }
  const truth = { startedAtMs: 0, durationMs: 99.5, waitMs: 0, stolenMs: 0, turnMs: 101, isCut: false }
  return { program: 'pathologies/a.cjs', digest: '0123456789ab', node: 'v20.19.0', number: 1, truth, evidence }
}
