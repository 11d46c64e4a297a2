// What options of watch() cost on the Node that runs this: CPU time a request of a node:http server and CPU time an await.
//   node bench/options.mjs [generations]
import { printCosts } from './overhead-report.mjs'
import { measureGenerations } from './overhead-turns.mjs'

const ROUNDS = 25
const VARIANTS = {
  'watch()': { watch: {} },
  requests: { watch: { requests: true } },
  'no requests': { watch: { requests: false } },
  callbacks: { watch: { callbacks: true } },
  'callbacks, origins': { watch: { callbacks: { origins: true } } },
  sampler: { watch: { sampler: true } },
}
const { requests, awaits } = await measureGenerations(VARIANTS, Number(process.argv[2] ?? 3), ROUNDS)
printCosts('CPU µs a request', requests)
printCosts('CPU ns an await', awaits)
