// What loophound costs: CPU time a request of a node:http server and CPU time an await, with none, watch() and register.
//   npm run bench:overhead -- [--generations 7] [--rounds 7] [--report-only]
// One generation starts a fresh process for each variant (a process keeps its memory layout and its compiled code, and both
// alone move a result by some per cent) and measures short rounds in turns. A ratio compares two rounds that are neighbours
// in time. «none, again» is a second process without loophound: how far it is from 1 is how much the machine makes up.
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { printTable } from './overhead-report.mjs'
import { measureAwaits, measureRequests, startSubject } from './overhead-subjects.mjs'

const ALLOWED_RATIO = 1.02
const VARIANTS = ['none', 'none, again', 'watch()', 'register']
const { values } = parseArgs({
  options: {
    generations: { type: 'string', default: '7' },
    rounds: { type: 'string', default: '7' },
    'report-only': { type: 'boolean', default: false },
  },
})

const results = { 'CPU µs a request': [], 'CPU ns an await': [] }
for (let generation = 0; generation < Number(values.generations); generation++) await measureGeneration(generation)
const ratios = Object.entries(results).map(([title, rounds]) => printTable(title, VARIANTS, rounds)['watch()'])
const worst = Math.max(...ratios)
const verdict = worst <= ALLOWED_RATIO ? 'within' : 'over'
console.log(
  `watch() is ${verdict} the allowed ${ALLOWED_RATIO} times none: ${ratios.map(r => r.toFixed(3)).join(' and ')}`,
)
if (worst > ALLOWED_RATIO && !values['report-only']) process.exitCode = 1

/** Rounds in turns, each in another order, so that no variant always runs first. */
async function measureGeneration(generation) {
  const subjects = await Promise.all(VARIANTS.map(startSubject))
  for (let round = -1; round < Number(values.rounds); round++) {
    const requests = {}
    const awaits = {}
    for (const subject of rotate(subjects, generation + round + 1)) {
      requests[subject.variant] = await measureRequests(subject)
      awaits[subject.variant] = await measureAwaits(subject)
    }
    if (round < 0) continue // warms up the compiler
    results['CPU µs a request'].push({ generation, ...requests })
    results['CPU ns an await'].push({ generation, ...awaits })
  }
  for (const { child } of subjects) child.disconnect()
  await Promise.all(subjects.map(({ child }) => child.exitCode ?? once(child, 'exit')))
  process.stderr.write(`generation ${generation + 1} of ${values.generations} done\n`)
}

function rotate(items, by) {
  const start = by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
