// What loophound costs a process besides its own code: loading an entry, and start and end of a program that does nothing, and of one
// that loads TypeScript.
//   npm run bench:startup -- [--rounds 15] [--against <folder of another build>] [--entries-only]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { printEntryLoads } from './entry-loads.mjs'
import { printTable } from './overhead-report.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    against: { type: 'string' },
    'entries-only': { type: 'boolean', default: false },
  },
})
const dist = fileURLToPath(new URL('../dist', import.meta.url))
const registerFile = join(dist, 'register.cjs')
const runDirectory = mkdtempSync(join(tmpdir(), 'loophound-bench-'))
const PROGRAMS = { 'node -e 0': '0', 'loading TypeScript': "require('typescript')" }
const VARIANTS = { none: undefined, 'run --no-sampler': { sampler: false }, run: {} }
const BASES = Object.fromEntries(Object.keys(VARIANTS).map(name => [name, 'none']))
const TELL_CPU = `process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  require('node:fs').writeSync(3, String((user + system) / 1000))
})`

printEntryLoads(Number(values.rounds), [...(values.against ? [resolve(values.against)] : []), dist])
for (const [title, code] of Object.entries(values['entries-only'] ? {} : PROGRAMS)) {
  // The first round finds the files on disk.
  const rounds = Array.from({ length: Number(values.rounds) + 1 }, (_, round) => measureRound(code, round)).slice(1)
  for (const kind of ['elapsed', 'CPU']) {
    const found = rounds.map(round => round[kind])
    printTable(`${title}, ${kind} ms`, BASES, found)
  }
}
rmSync(runDirectory, { recursive: true })

/** Each variant once, each round in another order. */
function measureRound(code, round) {
  const names = Object.keys(VARIANTS)
  const start = round % names.length
  const found = { elapsed: {}, CPU: {} }
  for (const name of [...names.slice(start), ...names.slice(0, start)]) {
    const startMs = performance.now()
    const { output } = spawnSync(process.execPath, ['-e', `${TELL_CPU};${code}`], {
      env: { ...process.env, ...describeEnvironment(VARIANTS[name]) },
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    })
    found.elapsed[name] = performance.now() - startMs
    found.CPU[name] = Number(output[3])
  }
  return found
}

function describeEnvironment(settings) {
  if (!settings) return { NODE_OPTIONS: '' }
  return {
    NODE_OPTIONS: `--require "${registerFile}"`,
    LOOPHOUND_RUN: JSON.stringify({ runDirectory, thresholdMs: 50, ...settings }),
  }
}
