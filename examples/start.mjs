// npm start: lets loophound watch the thumbnail server under a small load, then checks that it named the right call.
// Plain Node without dependencies: works on a fresh clone, where it installs and builds first.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { prepare, root } from '../test/prepare.mjs'

const culpritFile = join(root, 'examples/thumbnails/make-thumbnail.mjs')
const MARKER = '// <- the call that blocks'

const folder = mkdtempSync(join(tmpdir(), 'loophound-start-'))
try {
  prepare()
  const reportFile = join(folder, 'report.json')
  const { exitCode, text } = await watchExample(reportFile)
  const failures = findFailures(findMarkedCall(), exitCode, text, readReport(reportFile))
  console.log(`\nexit code that CI would see: ${exitCode}`)
  failures.push(...compareVariants())
  for (const failure of failures) console.error(`npm start: ${failure}`)
  if (failures.length === 0)
    console.log('npm start: text and JSON name the call that the source marks, and moved to a thread it passes')
  process.exitCode = failures.length === 0 ? 0 : 1
} catch (error) {
  console.error(`npm start: ${error.message}`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Runs the one command that a user would type, shows what it prints, and keeps it. */
async function watchExample(reportFile) {
  const args = ['run', '--reporter', 'text', '--reporter', `json=${reportFile}`]
  const command = ['node', 'examples/thumbnails/main.mjs']
  console.log(`$ loophound ${[...args, '--', ...command].join(' ')}`)
  const env = process.stdout.isTTY && !process.env.NO_COLOR ? { ...process.env, FORCE_COLOR: '1' } : process.env
  const child = spawn(process.execPath, [join(root, 'dist/bin.js'), ...args, '--', ...command], {
    cwd: root,
    env,
    stdio: ['inherit', 'pipe', 'pipe'],
  })
  let text = ''
  for (const [stream, target] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]) {
    stream.setEncoding('utf8').on('data', chunk => {
      text += chunk
      target.write(chunk)
    })
  }
  const exitCode = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  return { exitCode, text: stripVTControlCharacters(text) }
}

/** The same server under the same load, with its thumbnails made on the loop, and in a thread. One sentence for each that is not as it has to be. */
function compareVariants() {
  const args = ['examples/thumbnails/compare.mjs', 'inline', 'thread']
  console.log(`\n$ node ${args.join(' ')}`)
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  console.log(stdout)
  const rows = stdout.split('\n').map(line => line.split('|').map(cell => cell.trim()))
  const verdicts = rows.slice(2, 4).map(([, variant, verdict]) => `${variant} ${verdict}`)
  const expected = ['inline fail', 'thread pass']
  return expected.filter((row, at) => verdicts[at] !== row).map((row, at) => `expected «${row}», got ${verdicts[at]}`)
}

/** Where the source itself says the block is: V8 puts a method call at the method's name. */
function findMarkedCall() {
  const lines = readFileSync(culpritFile, 'utf8').split('\n')
  const index = lines.findIndex(line => line.includes(MARKER))
  return { line: index + 1, column: lines[index].indexOf('read(') + 1 }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    console.error(`npm start: expected a JSON report, got: ${error.message}`)
    return undefined
  }
}

/** One sentence for each thing that is not as it has to be. */
function findFailures(call, exitCode, text, report) {
  const culprit = report?.offenders[0]?.culprit
  const place = `${relative(root, culpritFile)}:${call.line}:${call.column}`
  const found = culprit && `${culprit.function} at ${relative(root, culprit.file)}:${culprit.line}:${culprit.column}`
  const checks = [
    [exitCode === 1, `expected exit code 1, got ${exitCode}`],
    [report?.verdict.status === 'fail', `expected the verdict fail, got ${report?.verdict.status}`],
    [found === `makeThumbnail at ${place}`, `expected the JSON to blame makeThumbnail at ${place}, got ${found}`],
    [text.includes('makeThumbnail'), 'expected the text to name makeThumbnail'],
    [text.includes(place), `expected the text to point at ${place}`],
  ]
  return checks.filter(([holds]) => !holds).map(([, failure]) => failure)
}
