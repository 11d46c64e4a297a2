import { join } from 'node:path'
import type { Block } from '../../src/model/block.js'
import { isExcused } from '../scenarios/find-disagreements.js'
import { type Expectation, type Mark, readExpectation } from '../scenarios/read-expectation.js'
import { findMistakes, type JudgeEvidence } from './judge-recording.js'
import { programsFolder, type Recording, sortRecordings } from './recording.js'

/** The blocks of all recordings as they are judged now, one a line, with what their programs say of themselves. */
export function formatTable(recordings: Recording[], judge: JudgeEvidence): string {
  const lines = sortRecordings(recordings).map(recording => formatLine(recording, judge))
  const wrong = lines.filter(line => line.includes(WRONG))
  return [...HEAD, `# ${lines.length} blocks, ${wrong.length} of them ${WRONG}`, '', ...lines, ''].join('\n')
}

/** Marks the lines of blocks that are judged otherwise than their programs say. */
export const WRONG = 'WRONG'
const HEAD = [
  '# What the analysis says of each recorded block: program, Node.js and number of the block; whether that is right; cause, confidence,',
  '# function, line, API that was called, duration; and what the program says may be named. Excused is a block that without the time in',
  '# which the thread had no core, as the program has measured it, would not have been one.',
]

/** A recorded block as the table has it, with what its program says. */
export function formatLine(recording: Recording, judge: JudgeEvidence): string {
  const { program, node, number, truth, evidence } = recording
  const expectation = readExpectation(join(programsFolder, program))
  const block = evidence && judge(evidence)
  const mark = block && isExcused(block, truth) ? 'excused' : 'right'
  const isWrong = findMistakes(recording, block, expectation).length > 0
  const which = `${program.padEnd(46)} ${node.split('.')[0]} #${number}`
  const cells = [which, (isWrong ? WRONG : mark).padEnd(7), block ? formatBlock(block) : 'nothing']
  return `${cells.join(' | ')} | ${formatMarks(expectation, truth.name)}`
}

/** A block as the table has it. */
export function formatBlock({ cause, confidence, culprit, why, durationMs }: Block): string {
  const place = culprit ? `${culprit.function} ${formatFile(culprit.file)}:${culprit.line}` : 'nowhere'
  const call = `${cause} ${confidence}`.padEnd(26)
  return [call, place.padEnd(60), (findApi(why) ?? '-').padEnd(24), `${durationMs.toFixed(2)} ms`].join(' | ')
}

function formatFile(file: string): string {
  const start = `${programsFolder}/`
  return file.startsWith(start) ? file.slice(start.length) : file
}

// A block does not hold the API, its sentence does.
function findApi(why: string): string | undefined {
  return /(?<![\w/.])(?:new )?[A-Za-z_$][\w$]*(?:\.[\w$]+)+(?!\S*:\d)/.exec(why)?.[0]
}

function formatMarks({ marks }: Expectation, name: string | undefined): string {
  const candidates = name === undefined ? marks : marks.filter(mark => mark.functions.includes(name))
  return candidates.map(formatMark).join(' or ')
}

function formatMark({ line, causes, functions, mayBeAfterNative }: Mark): string {
  return `${causes.join('|')} ${functions.join('|')}:${line}${mayBeAfterNative ? ' or after-native' : ''}`
}
