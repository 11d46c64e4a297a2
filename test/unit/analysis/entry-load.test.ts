import { expect, test } from 'vitest'
import { isEntryLoad } from '../../../src/analysis/entry-load.js'
import type { RawFrame } from '../../../src/model/frame.js'
import { awaiting, createEvidence, createSample, createSamples, foreign, own, TIMER } from './fake-evidence.js'

const runMain = (name: string) => foreign(name, 'node:internal/modules/run_main')
const esm: RawFrame[] = [
  foreign('run', 'node:internal/modules/esm/module_job'),
  foreign('processTicksAndRejections', 'node:internal/process/task_queues'),
  awaiting(foreign(null, 'node:internal/modules/esm/loader')),
]

test('sees Node evaluating an ES module entry', () => {
  const stack = [own('connect'), own(null), ...esm, awaiting(runMain('asyncRunEntryPointWithESMLoader'))]
  expect(isEntryLoad(createEvidence(100, createSamples(100, stack)))).toBe(true)
})

test('sees Node evaluating a CommonJS entry', () => {
  const stack = [
    own('connect'),
    own(null),
    foreign('Module._load', 'node:internal/modules/cjs/loader'),
    runMain('executeUserEntryPoint'),
  ]
  expect(isEntryLoad(createEvidence(100, createSamples(100, stack)))).toBe(true)
})

test('does not take import() for start-up when somebody awaits it', () => {
  expect(isEntryLoad(createEvidence(100, createSamples(100, [own(null), ...esm, awaiting(own('handle'))])))).toBe(false)
  const fromEntry = [own(null), ...esm, awaiting(own(null)), awaiting(runMain('asyncRunEntryPointWithESMLoader'))]
  expect(isEntryLoad(createEvidence(100, createSamples(100, fromEntry)))).toBe(false)
})

test('does not take a block for start-up because it began while the entry was loaded', () => {
  const samples = [
    createSample(20, [...esm, awaiting(runMain('asyncRunEntryPointWithESMLoader'))]),
    createSample(40, [own('busy'), ...TIMER]),
    createSample(90, [own('busy'), ...TIMER]),
  ]
  expect(isEntryLoad(createEvidence(100, samples))).toBe(false)
})

test('does not guess without samples', () => {
  expect(isEntryLoad(createEvidence(100, []))).toBe(false)
})

test('does not take a user’s function of that name for Node’s', () => {
  expect(isEntryLoad(createEvidence(100, createSamples(100, [own('loadESM')])))).toBe(false)
})

const staticImport: RawFrame[] = [
  foreign('parseSource', 'node:internal/deps/cjs-module-lexer/lexer'),
  foreign('cjsPreparseModuleExports', 'node:internal/modules/esm/translators'),
  awaiting(foreign('link', 'node:internal/modules/esm/module_job')),
]

test('takes loading that nobody’s code asked for as start-up, before the app takes work', () => {
  const evidence = createEvidence(100, createSamples(100, staticImport))
  expect(isEntryLoad({ ...evidence, beforeWork: true })).toBe(true)
  expect(isEntryLoad(evidence)).toBe(false)
})

test('does not take for start-up what the app’s own code loads or does before it takes work', () => {
  const asked = createEvidence(100, createSamples(100, [...staticImport, awaiting(own('loadPlugins'))]))
  const busy = createEvidence(100, createSamples(100, [own('busy'), own(null)]))
  expect(isEntryLoad({ ...asked, beforeWork: true })).toBe(false)
  expect(isEntryLoad({ ...busy, beforeWork: true })).toBe(false)
})
