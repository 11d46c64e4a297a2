// Measures variants of one program against each other on a noisy machine.
// - Warm processes: V8 goes on compiling for the first two seconds or so, and the more there is to compile, the more of it. That is part of
//   starting up, which bench/startup.mjs measures.
// - Short turns: each round gives every variant one turn of some 40 ms, in rotating order, so that what drifts (clock rate, other guests
//   of the host, warm caches) hits all alike. A ratio compares turns of one round only.
// - Many rounds: one turn differs from the next by 15 %, whatever runs, so that a hundred tell the ratio to about 1 %.
// - Generations: two processes that run the same program differ by a per cent or two for as long as they live (memory layout, compiled code).
//   Each generation starts new ones, and «none» runs twice: how far apart those two are is what the other figures are in doubt by.
import { once } from 'node:events'
import { prepare } from '../test/prepare.mjs'
import { findMedian } from './overhead-report.mjs'
import { measureAwaits, measureRequests, startSubject } from './overhead-subjects.mjs'

const WARM_UP_ROUNDS = 60
const BASES = ['none', 'none, again']

/**
 * Runs each variant beside two processes without loophound.
 *
 * @returns for requests and for awaits, one record a generation: variant → `{ cost, ratio }`, both medians of all rounds; a ratio is to
 *   the mean of the two without
 */
export async function measureGenerations(variants, generationCount, roundCount) {
  prepare()
  const subjects = { ...Object.fromEntries(BASES.map(name => [name, {}])), ...variants }
  const generations = { requests: [], awaits: [] }
  for (let generation = 1; generation <= generationCount; generation++) {
    const rounds = await measureGeneration(subjects, roundCount, generation)
    const names = Object.keys(subjects)
    generations.requests.push(summarizeRounds(rounds.requests, names))
    generations.awaits.push(summarizeRounds(rounds.awaits, names))
    process.stderr.write(`generation ${generation} of ${generationCount} done\n`)
  }
  return generations
}

async function measureGeneration(variants, roundCount, generation) {
  const subjects = []
  for (const [name, variant] of Object.entries(variants)) subjects.push({ name, ...(await startSubject(variant)) })
  const rounds = { requests: [], awaits: [] }
  for (let round = -WARM_UP_ROUNDS; round < roundCount; round++) {
    const found = { requests: {}, awaits: {} }
    for (const subject of rotate(subjects, round + WARM_UP_ROUNDS + generation)) {
      found.requests[subject.name] = await measureRequests(subject)
      found.awaits[subject.name] = await measureAwaits(subject)
    }
    if (round < 0) continue
    rounds.requests.push(found.requests)
    rounds.awaits.push(found.awaits)
  }
  for (const { child } of subjects) child.disconnect()
  await Promise.all(subjects.map(({ child }) => child.exitCode ?? once(child, 'exit')))
  return rounds
}

function rotate(items, by) {
  const start = by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}

function summarizeRounds(rounds, names) {
  const bases = rounds.map(round => BASES.reduce((sum, name) => sum + round[name], 0) / BASES.length)
  const summarize = name => ({
    cost: findMedian(rounds.map(round => round[name])),
    ratio: findMedian(rounds.map((round, index) => round[name] / bases[index])),
  })
  return Object.fromEntries(names.map(name => [name, summarize(name)]))
}
