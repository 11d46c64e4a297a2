import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findNodes, hasBuilds } from '../node-matrix/find-nodes.mjs'
import { installIfNeeded, prepare } from '../prepare.mjs'
import { takeRepeat } from '../repeats/budget.js'
import { findBlock, findDisagreements } from '../scenarios/find-disagreements.js'
import { findDisturbance } from '../scenarios/find-disturbance.js'
import type { Program } from '../scenarios/list-programs.js'
import { type ProgramRun, runProgram } from '../scenarios/run-program.js'
import { formatBlock } from './format-table.js'
import { createJudge } from './judge-recording.js'
import {
  digestProgram,
  findPath,
  listRecorded,
  pack,
  programsFolder,
  type Recording,
  readRecordingsOf,
  root,
  unpack,
  writeRecordings,
} from './recording.js'

// `npm run record:evidence`: what is seen of every block of the corpus, for the test that judges it again without a process.
const { values } = parseArgs({ options: { nodes: { type: 'string' }, only: { type: 'string' } } })
prepare()
if (hasBuilds()) installIfNeeded(join(root, 'test/node-matrix'))
installIfNeeded(join(programsFolder, 'packages'))
const programs = pickNamed(listRecorded(), values.only)
for (const node of pickNamed(findNodes(), values.nodes)) await recordNode(node)

/** The programs or Node.js versions in a list of names; `v20` is any 20. @throws Error when there is none of a name */
function pickNamed<T extends { name: string }>(all: T[], list: string | undefined): T[] {
  if (list === undefined) return all
  return list.split(',').flatMap(wanted => {
    const found = all.filter(({ name }) => name === wanted || name.startsWith(`${wanted}.`))
    if (found.length > 0) return found
    throw new Error(`expected one of ${all.map(({ name }) => name).join(', ')}, got ${wanted}`)
  })
}

async function recordNode(node: { name: string; execPath: string }): Promise<void> {
  const paths = new Set(listRecorded().map(findPath))
  let recordings = readRecordingsOf(node.name).filter(({ program }) => paths.has(program))
  try {
    for (const program of programs) {
      const fresh = await recordProgram(program, node)
      recordings = [...recordings.filter(recording => recording.program !== findPath(program)), ...fresh]
    }
  } finally {
    writeRecordings(node.name, recordings)
  }
}

/**
 * Records the blocks that the program itself has timed. What else held up its loop is left out: its start-up, and what the machine did.
 */
async function recordProgram(program: Program, node: { name: string; execPath: string }): Promise<Recording[]> {
  const { run, disagreements } = await runUntilAgreed(program, node)
  const path = findPath(program)
  const digest = digestProgram(path)
  const recordings = run.truth.map((truth, index) => {
    const evidence = findBlock(run.evidence, truth)
    const seen = evidence ? { evidence } : {}
    return { program: path, digest, node: node.name, number: index + 1, truth, ...seen }
  })
  const changed = findChanged(recordings, run)
  console.log([`${node.name} ${path}: ${run.truth.length} blocks`, ...disagreements, ...changed].join('\n  '))
  return recordings
}

/** Runs a program again, within the budget of a test, when it disagrees and has measured itself that it was disturbed. */
async function runUntilAgreed(program: Program, { execPath }: { execPath: string }) {
  const budget = { name: program.name, meta: {} }
  for (;;) {
    const run = await runProgram(program.file, { execPath })
    const disagreements = findDisagreements(run, program)
    const isRight = disagreements.length === 0
    if (isRight || !takeRepeat(budget, findDisturbance(run), disagreements.join('\n'))) return { run, disagreements }
  }
}

/** What the run said of a block, and is not said any more of what is recorded of it. */
function findChanged(recordings: Recording[], { blocks }: ProgramRun): string[] {
  const judge = createJudge()
  return unpack(pack(recordings)).flatMap(({ truth, evidence }) => {
    const block = findBlock(blocks, truth)
    const told = block ? formatBlock(block) : 'nothing'
    const judged = evidence ? formatBlock(judge(evidence)) : 'nothing'
    return told === judged ? [] : [`the run said: ${told}\n  and now:      ${judged}`]
  })
}
