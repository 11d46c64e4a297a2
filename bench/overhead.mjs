// What loophound costs: CPU time a request of a node:http server and CPU time an await, with none, watch() and register,
// that is what loophound run preloads: without the sampler and with it.
//   npm run bench:overhead -- [--generations 7] [--rounds 3] [--report-only]
// One generation starts a fresh process for each variant and measures rounds in turns; a ratio compares rounds that are
// neighbours in time. Whatever disturbs a measurement (cold caches, other guests of the host) adds CPU time and never takes any
// away, so that a figure is the best of a few short turns. Two processes that run the same program differ by some per cent for as
// long as they live (memory layout, compiled code), as «none, again» shows: the row of a process that switches watch() on and off
// knows no such luck, and is the one that is judged.
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { printTable } from './overhead-report.mjs'
import { measureAwaits, measureRequests, startSubject, switchWatch } from './overhead-subjects.mjs'

const ALLOWED_RATIO = 1.02
const TURNS = 6
const SUBJECTS = ['none', 'none, again', 'watch()', 'register', 'register --sampler', 'switched']
const JUDGED = 'watch() switched on'
const BASES = {
  none: 'none',
  'none, again': 'none',
  'watch()': 'none',
  'register --sampler': 'none',
  register: 'none',
  'watch() switched off': 'watch() switched off',
  [JUDGED]: 'watch() switched off',
}
const options = {
  generations: { type: 'string', default: '7' },
  rounds: { type: 'string', default: '3' },
  'report-only': { type: 'boolean', default: false },
}
const { values } = parseArgs({ options })

const results = { 'CPU µs a request': [], 'CPU ns an await': [] }
for (let generation = 0; generation < Number(values.generations); generation++) await measureGeneration(generation)
const judged = Object.entries(results).map(([title, rounds]) => printTable(title, BASES, rounds)[JUDGED])
const over = judged.some(({ ratio }) => ratio > ALLOWED_RATIO)
const figures = judged.map(({ ratio }) => ratio.toFixed(3)).join(' and ')
console.log(`\n${JUDGED}: ${figures} times none, ${over ? 'over' : 'within'} the allowed ${ALLOWED_RATIO}`)
if (judged.some(({ low, high }) => low <= ALLOWED_RATIO && high > ALLOWED_RATIO)) {
  console.log('An interval reaches over the limit: the machine is too noisy for this many rounds to be sure.')
}
if (over && !values['report-only']) process.exitCode = 1

/** Rounds in turns, each in another order, so that no variant always runs first. */
async function measureGeneration(generation) {
  const subjects = await Promise.all(SUBJECTS.map(startSubject))
  for (let round = -1; round < Number(values.rounds); round++) {
    const found = { requests: { generation }, awaits: { generation } }
    for (const subject of rotate(subjects, generation + round + 1)) {
      if (subject.variant === 'switched') await measureSwitched(subject, round % 2 === 0, found)
      else await measureInto(subject, subject.variant, found)
    }
    if (round < 0) continue // warms up the compiler
    results['CPU µs a request'].push(found.requests)
    results['CPU ns an await'].push(found.awaits)
  }
  for (const { child } of subjects) child.disconnect()
  await Promise.all(subjects.map(({ child }) => child.exitCode ?? once(child, 'exit')))
  process.stderr.write(`generation ${generation + 1} of ${values.generations} done\n`)
}

async function measureInto(subject, name, found) {
  const requests = []
  const awaits = []
  for (let turn = 0; turn < TURNS; turn++) {
    requests.push(await measureRequests(subject))
    awaits.push(await measureAwaits(subject))
  }
  found.requests[name] = Math.min(...requests)
  found.awaits[name] = Math.min(...awaits)
}

/** Off, on, on, off in one process, or the other way round: what drifts in the meantime hits both alike. */
async function measureSwitched(subject, onFirst, found) {
  const turns = []
  for (const on of [onFirst, !onFirst, !onFirst, onFirst]) {
    if (turns.at(-1)?.on !== on) {
      await switchWatch(subject, on)
      // Wrapped or not, the natives are others than before: what calls them is compiled anew.
      await measureInto(subject, 'warm-up', { requests: {}, awaits: {} })
    }
    const turn = { requests: {}, awaits: {} }
    await measureInto(subject, 'cost', turn)
    turns.push({ on, ...turn })
  }
  for (const on of [false, true]) {
    const [first, second] = turns.filter(turn => turn.on === on)
    const name = `watch() switched ${on ? 'on' : 'off'}`
    for (const kind of ['requests', 'awaits']) found[kind][name] = Math.min(first[kind].cost, second[kind].cost)
  }
}

function rotate(items, by) {
  const start = by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
