// What loophound costs: CPU time a request of a node:http server and CPU time an await, with none, watch() and register, that is what
// loophound run preloads.
//   npm run bench:overhead -- [--generations 10] [--rounds 80] [--report-only]
// How it measures: bench/overhead-turns.mjs.
import { parseArgs } from 'node:util'
import { printCosts } from './overhead-report.mjs'
import { measureGenerations } from './overhead-turns.mjs'

const ALLOWED_RATIOS = { 'watch()': 1.02 }
const VARIANTS = {
  'watch()': { watch: {} },
  'register --no-sampler': { register: { sampler: false } },
  register: { register: {} },
}
const options = {
  generations: { type: 'string', default: '10' },
  rounds: { type: 'string', default: '80' },
  'report-only': { type: 'boolean', default: false },
}
const { values } = parseArgs({ options })

const { requests, awaits } = await measureGenerations(VARIANTS, Number(values.generations), Number(values.rounds))
const found = [printCosts('CPU µs a request', requests), printCosts('CPU ns an await', awaits)]
for (const [name, allowed] of Object.entries(ALLOWED_RATIOS)) {
  const ratios = found.map(costs => costs[name])
  const isOver = ratios.some(ratio => ratio > allowed)
  const figures = ratios.map(ratio => ratio.toFixed(3)).join(' and ')
  console.log(`\n${name}: ${figures} times none, ${isOver ? 'over' : 'within'} the allowed ${allowed}`)
  if (isOver && !values['report-only']) process.exitCode = 1
}
