import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Evidence } from '../../src/model/evidence.js'
import { listPrograms, type Program } from '../scenarios/list-programs.js'
import type { Truth } from '../scenarios/run-program.js'

/** One block of a program of the corpus on one Node.js: what was seen of it, and what the program has measured itself. */
export interface Recording {
  /** Path of the program below `test/scenarios/programs`. */
  program: string
  /** Of the program's text, to see that it is still the one that was recorded. */
  digest: string
  /** Version of Node.js, such as `v20.19.5`. */
  node: string
  /** Which block of the program it is, counted from 1. */
  number: number
  truth: Truth
  /** Absent when nothing was seen. */
  evidence?: Evidence
}

/** The project's folder, without a separator at the end. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '')

/** Where the programs are. */
export const programsFolder: string = join(root, 'test/scenarios/programs')

/**
 * The programs whose blocks are recorded. Left out are `hang`, whose process is killed before its thread can tell what it saw; `controls`,
 * which have no block; and those that need someone who stops them, transforms them or sends them requests.
 */
export function listRecorded(): Program[] {
  const folders = ['endings', 'natives', 'packages', 'pathologies']
  return folders.flatMap(listPrograms).filter(({ name }) => name !== 'hang')
}

/** Path of a program in recordings. */
export function findPath({ file }: Program): string {
  return relative(programsFolder, file).replaceAll('\\', '/')
}

const folder = fileURLToPath(new URL('.', import.meta.url))

/** Reads all that is recorded, of every Node.js. */
export function readRecordings(): Recording[] {
  const names = readdirSync(folder).filter(name => /^node-\d+\.ndjson\.gz$/.test(name))
  return names.sort().flatMap(name => unpack(readFileSync(join(folder, name))))
}

/** Reads what is recorded on a Node.js of this version, such as `v20.19.5`, or of another one with the same major. */
export function readRecordingsOf(node: string): Recording[] {
  const file = findFile(node)
  return existsSync(file) ? unpack(readFileSync(file)) : []
}

/** Writes what is recorded on one Node.js. */
export function writeRecordings(node: string, recordings: Recording[]): void {
  writeFileSync(findFile(node), pack(sortRecordings(recordings)))
}

/** Recordings in order of program, Node.js and block. */
export function sortRecordings(recordings: Recording[]): Recording[] {
  return [...recordings].sort((a, b) => compare(a.program, b.program) || compare(a.node, b.node) || a.number - b.number)
}

/** What identifies the text of a program. */
export function digestProgram(program: string): string {
  const text = readFileSync(join(programsFolder, program), 'utf8')
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

// Whatever the machine's language.
function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b)
}

function findFile(node: string): string {
  return join(folder, `node-${Number.parseInt(node.slice(1), 10)}.ndjson.gz`)
}

/** Packs recordings: one line each, without paths of this machine, times in steps of 0.01 ms. */
export function pack(recordings: Recording[]): Buffer {
  const lines = recordings.map(recording => `${JSON.stringify(recording, (_, value) => makeStable(value))}\n`)
  return gzipSync(lines.join(''), { level: 9 })
}

/** Reads what `pack` has packed, with the paths that the files have on this machine. */
export function unpack(packed: Buffer): Recording[] {
  const text = gunzipSync(packed).toString('utf8')
  // In the text: to look at each value would take longer than to judge them all.
  const placed = text.replace(STABLE_PATH, (_, url) => JSON.stringify(url ? rootUrl : root).slice(1, -1))
  return placed
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line) as Recording)
}

const ROOT_PLACEHOLDER = '/app'
/** Stands for the system's folder of temporary files: what programs have written there is gone. */
export const TEMP_PLACEHOLDER = '/temporary'
// In the place of an eval, which is text, it stands behind a parenthesis.
const STABLE_PATH = /(?<=(?<!\\)"|\()(file:\/\/)?\/app(?=[/"])/g
const rootUrl = pathToFileURL(root).href

function makeStable(value: unknown): unknown {
  if (typeof value === 'number') return Math.round(value * 100) / 100
  if (typeof value !== 'string') return value
  return FOLDERS.reduce((text, [folder, placeholder]) => movePath(text, folder, placeholder), value)
}

// The project may itself lie in the other one.
const FOLDERS: [folder: string, placeholder: string][] = [
  [rootUrl, `file://${ROOT_PLACEHOLDER}`],
  [root, ROOT_PLACEHOLDER],
  [pathToFileURL(tmpdir()).href, `file://${TEMP_PLACEHOLDER}`],
  [tmpdir(), TEMP_PLACEHOLDER],
]

function movePath(text: string, from: string, to: string): string {
  return text === from ? to : text.replaceAll(`${from}/`, `${to}/`)
}
