import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cases } from './peers/cases.mjs'

/**
 * For each case the number of blocks that a tool has detected, named the function of and named the line of; and how far its durations
 * are off, in ms, sorted. A report belongs to the block that began last before it. What it names is its innermost frame in the file of
 * the blocks; of several reports of one block the longest counts, else the first.
 */
export function judgeTool(truth, reports) {
  const judged = truth.map((block, index) => judgeBlock(block, findReports(reports, block, truth[index + 1])))
  const sum = (name, key) => judged.filter(block => block.name === name && block[key]).length
  const rows = Object.keys(cases).map(name => [
    name,
    { detected: sum(name, 'isDetected'), functions: sum(name, 'isFunction'), lines: sum(name, 'isLine') },
  ])
  const errorsMs = judged.flatMap(({ errorMs }) => (errorMs === undefined ? [] : [errorMs])).sort((a, b) => a - b)
  return { cases: Object.fromEntries(rows), errorsMs }
}

function findReports(reports, block, next) {
  const untilMs = next?.startedAtMs ?? Number.POSITIVE_INFINITY
  return reports.filter(({ atMs }) => atMs >= block.startedAtMs && atMs < untilMs)
}

function judgeBlock({ name, durationMs }, reports) {
  const report = reports.reduce(
    (best, other) => ((other.durationMs ?? 0) > (best.durationMs ?? 0) ? other : best),
    reports[0],
  )
  const frame = report?.frames.find(
    ({ file }) => file?.endsWith('peers/cases.mjs') || file?.endsWith('peers/subject.mjs'),
  )
  const isFunction = frame !== undefined && cases[name].function.split('|').some(wanted => isNamed(frame, wanted))
  return {
    name,
    isDetected: report !== undefined,
    isFunction,
    isLine: isFunction && MARKED_LINES.has(frame.line),
    errorMs: report?.durationMs === undefined ? undefined : Math.abs(report.durationMs - durationMs),
  }
}

// Some tools put the module or the class before the name.
function isNamed(frame, wanted) {
  return frame.function === wanted || frame.function?.endsWith(`.${wanted}`)
}

const MARKED_LINES = readMarkedLines()

function readMarkedLines() {
  const lines = readFileSync(fileURLToPath(new URL('peers/cases.mjs', import.meta.url)), 'utf8').split('\n')
  const marked = lines.flatMap((text, index) =>
    text.includes('// BLOCK') ? [text.includes('line above') ? index : index + 1] : [],
  )
  return new Set(marked)
}
