// @ts-check
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zoo } from './programs.mjs'

/** Causes that are no fault of the code. */
const EXCUSED = ['starved', 'suspended', 'debugger']

/**
 * What is wrong with a run. `false`: something was judged that nobody planted; `missed`: the planted block was not judged, or not told;
 * `name`: it was, under another name, line or duration; `end`: verdict, exit code, or no report at all.
 *
 * @typedef {import('../../src/model/block.js').Block} Block
 * @typedef {import('../../src/model/report.js').Report} Report
 * @typedef {{ program: import('./programs.mjs').Program, isPlanted: boolean, isLoaded: boolean }} Setting
 * @typedef {{ kind: 'false' | 'missed' | 'name' | 'end', text: string }} Fault
 *
 * @param {import('./run-program.mjs').Run} run
 * @param {Setting} setting
 * @returns {Fault[]} empty when all is right
 */
export function judgeRun(run, setting) {
  const { report, error } = run
  if (error || !report) return [{ kind: 'end', text: error ?? `no report, exit code ${run.exitCode}` }]
  const blocks = findBlocks(report, run.truthMs, setting)
  return [...judgeBlocks(blocks, setting, report), ...judgeEnd(report, run.exitCode, setting)]
}

/**
 * @param {Report} report
 * @param {number | undefined} truthMs
 * @param {Setting} setting
 * @returns {Record<'judged' | 'planted' | 'strays' | 'nearly', Block[]>}
 */
function findBlocks({ blocks }, truthMs, { program, isPlanted, isLoaded }) {
  const judged = blocks.filter(isJudged)
  if (!isPlanted) return { judged, planted: [], strays: judged, nearly: [] }
  const isPlantedBlock = createMatcher(program.planted)
  const planted = blocks.filter(
    block => isPlantedBlock(block) && isLasting(block.durationMs, { truthMs, isLoaded, turnMs: program.turnMs }),
  )
  const rest = judged.filter(block => !planted.includes(block))
  const nearly =
    planted.length > 0 ? [] : rest.filter(block => isPlantedBlock(block) || tellsOf(block, program.planted)).slice(0, 1)
  return { judged, planted, nearly, strays: rest.filter(block => !nearly.includes(block)) }
}

/**
 * @param {ReturnType<typeof findBlocks>} blocks
 * @param {Setting} setting
 * @param {Report} report
 * @returns {Fault[]}
 */
function judgeBlocks({ judged, planted, nearly, strays }, { program, isPlanted }, report) {
  const faults = [
    ...strays.map(block => createFault('false', block, report)),
    ...nearly.map(block => createFault('name', block, report)),
  ]
  if (!isPlanted) return faults
  const isTold = program.planted.outcome === 'told'
  const [found] = planted.filter(block => judged.includes(block))
  const [first] = planted
  if (nearly.length > 0) return faults
  if (!first) faults.push({ kind: 'missed', text: describeBlocks(report) })
  else if (isTold && found) faults.push(createFault('false', found, report))
  else if (!isTold && !found) faults.push(createFault('missed', first, report))
  return faults
}

/**
 * @param {Report} report
 * @param {number | null} exitCode
 * @param {Setting} setting
 * @returns {Fault[]}
 */
function judgeEnd(report, exitCode, { program, isPlanted }) {
  const isLoud = isPlanted && program.planted.outcome !== 'told'
  const status = isLoud ? 'fail' : (program.verdict ?? 'pass')
  const code = program.exitCode ?? Number(isLoud)
  if (report.verdict.status === status && exitCode === code) return []
  const text = `expected ${status} (${code}), got ${report.verdict.status} (${exitCode}), command ${report.exitCode}`
  return [{ kind: 'end', text: [text, ...report.verdict.reasons].join('; ') }]
}

/**
 * @param {Block} block
 * @param {import('./programs.mjs').Planted} planted
 */
function tellsOf({ samples }, { name }) {
  return samples.some(({ stack }) => stack.some(frame => frame.function === name))
}

/** @param {Block} block */
function isJudged(block) {
  return !block.ignored && !block.unjudged && !EXCUSED.includes(block.cause)
}

/**
 * @param {import('./programs.mjs').Planted} planted
 * @returns {(block: Block) => boolean}
 */
function createMatcher({ name, file }) {
  const path = join(zoo, 'programs', file)
  const lines = readFileSync(path, 'utf8').split('\n')
  const start = lines.findIndex(line => line.includes(`function ${name}(`))
  const line = 1 + lines.findIndex((text, index) => index > start && text.endsWith('// planted'))
  return ({ culprit, confidence }) => {
    if (culprit?.function !== name || culprit.file !== path) return false
    // A profile alone, when the watchdog had no core either, knows the function and not always the line.
    return confidence === 'exact' ? culprit.line === line : culprit.line > start && culprit.line <= line
  }
}

/**
 * @param {number} durationMs as reported
 * @param {{ truthMs: number | undefined, isLoaded: boolean, turnMs?: number | undefined }} setting
 */
function isLasting(durationMs, { truthMs, isLoaded, turnMs = 0 }) {
  if (truthMs === undefined) return false
  // The rest of the turn belongs to the block, and waits for a core, too.
  return durationMs >= truthMs * 0.95 && durationMs <= (isLoaded ? truthMs * 2.5 + 200 : truthMs * 1.5 + 100) + turnMs
}

/**
 * @param {Fault['kind']} kind
 * @param {Block} block
 * @param {Report} report
 * @returns {Fault}
 */
function createFault(kind, block, report) {
  return { kind, text: describeBlock(block, report) }
}

/** @param {Report} report */
function describeBlocks(report) {
  return report.blocks.length === 0
    ? 'no block at all'
    : report.blocks.map(block => describeBlock(block, report)).join('\n')
}

/**
 * @param {Block} block
 * @param {Report} report
 */
function describeBlock({ process, phase, cause, durationMs, startedAt, culprit, stack, unjudged }, report) {
  const owner = report.processes.find(({ pid, threadId }) => pid === process.pid && threadId === process.threadId)
  const main = report.processes.find(({ pid, threadId }) => pid === process.pid && threadId === 0)
  const sinceMs = Date.parse(startedAt) - Date.parse(main?.startedAt ?? startedAt)
  const place = culprit ? `${culprit.function} ${formatPlace(culprit)}` : 'no culprit'
  const top = stack.slice(0, 4).map(frame => `${frame.function} ${formatPlace(frame)}`)
  const where = `thread ${process.threadId} (${process.role}) of ${(owner?.argv.length ? owner : main)?.argv.slice(1, 4).join(' ')}`
  return [
    `${cause} ${durationMs.toFixed(0)} ms, ${phase}${unjudged ? ` (${unjudged})` : ''}, from +${sinceMs} ms, ${where}`,
    `  ${place}; stack: ${top.join(' < ') || 'none'}`,
  ].join('\n')
}

/** @param {{ file: string, line: number }} frame */
function formatPlace({ file, line }) {
  return `${file.replace(zoo, '')}:${line}`
}
