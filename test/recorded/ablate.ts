import { CORRECTIONS } from '../../src/analysis/corrections.js'
import { formatLine, WRONG } from './format-table.js'
import { createJudge } from './judge-recording.js'
import { type Recording, readRecordings, sortRecordings } from './recording.js'

// `npm run ablate`: what each correction of the analysis is worth: how many recorded blocks are judged otherwise without it, and how many of
// them go wrong. Each block is judged as it was recorded, with a profile, and once more as a program sees it that is watched without one.
// `npm run ablate -- <correction> …`: which blocks these are.
const names = CORRECTIONS.map(({ name }) => name)
const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !names.includes(name))
if (unknown.length > 0) throw new Error(`expected some of ${names.join(', ')}, got ${unknown.join(', ')}`)

const profiled = sortRecordings(readRecordings()).filter(({ evidence }) => evidence)
const worlds = [profiled, profiled.map(leaveOutProfile)].map(recordings => ({ recordings, usual: judge(recordings) }))
console.log(
  `${String(profiled.length).padStart(4)} blocks, without | changed, wrong | changed, wrong when there is no profile`,
)
for (const name of wanted.length > 0 ? wanted : names) {
  const changes = worlds.map(({ recordings, usual }) => findChanged(usual, judge(recordings, name)))
  const cells = changes.map(lines => `${pad(lines.length, 7)}, ${pad(lines.filter(isWrong).length, 5)}`)
  console.log(`${name.padEnd(20)} | ${cells.join(' | ')}`)
  if (wanted.length > 0) console.log(changes.map(lines => `${lines.join('\n')}\n`).join('\n'))
}

function leaveOutProfile(recording: Recording): Recording {
  const { evidence, ...rest } = recording
  if (!evidence) return rest
  const { profile: _, ...seen } = evidence
  return { ...rest, evidence: seen }
}

function judge(recordings: Recording[], without?: string): string[] {
  const judgeEvidence = createJudge(new Set(without === undefined ? [] : [without]))
  return recordings.map(recording => formatLine(recording, judgeEvidence))
}

/** The lines that are others than usual; of those that are wrong anyway, none. */
function findChanged(usual: string[], lines: string[]): string[] {
  return lines.filter((line, index) => line !== usual[index] && !(isWrong(line) && isWrong(usual[index] ?? '')))
}

function isWrong(line: string): boolean {
  return line.includes(WRONG)
}

function pad(count: number, width: number): string {
  return String(count).padStart(width)
}
