// What options of watch() cost on the Node that runs this: CPU time a request of a node:http server and CPU time an await, each option
// against none of them.
//   npm run build && node bench/options.mjs [rounds]
import { printTable } from './overhead-report.mjs'
import { measureAwaits, measureRequests, startSubject, switchWatch } from './overhead-subjects.mjs'

const VARIANTS = {
  none: { requests: false, callbacks: false },
  requests: { requests: true, callbacks: false },
  callbacks: { requests: false, callbacks: true },
  'callbacks, origins': { requests: false, callbacks: { origins: true } },
}
const rounds = { 'CPU µs a request': [], 'CPU ns an await': [] }
const subject = await startSubject('switched')
for (let round = -1; round < Number(process.argv[2] ?? 7); round++) {
  const found = { requests: {}, awaits: {} }
  // Each round in another order, so that no variant always runs first.
  const names = Object.keys(VARIANTS)
  const first = (round + 1) % names.length
  for (const name of [...names.slice(first), ...names.slice(0, first)]) {
    await switchWatch(subject, true, VARIANTS[name])
    await measureRequests(subject) // warms up
    found.requests[name] = await measureRequests(subject)
    found.awaits[name] = await measureAwaits(subject)
    await switchWatch(subject, false)
  }
  if (round < 0) continue
  rounds['CPU µs a request'].push(found.requests)
  rounds['CPU ns an await'].push(found.awaits)
}
const bases = Object.fromEntries(Object.keys(VARIANTS).map(name => [name, 'none']))
console.log(process.version)
for (const [title, found] of Object.entries(rounds)) printTable(title, bases, found)
subject.child.disconnect()
