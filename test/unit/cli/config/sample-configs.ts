import type { Config } from '../../../../src/model/config.js'

/** A config in which everything is said. */
export const FULL_CONFIG: Config = {
  ...{ thresholdMs: 20, hangAfterMs: 1000, hangTimeoutMs: 0, startupLimitMs: 5000 },
  judge: ['startup', 'ending', 'tools', 'pools'],
  roles: [
    { package: 'my-tool', role: 'tool' },
    { file: 'bin/**', role: 'app' },
  ],
  budget: {
    ...{ maxBlocks: 0, maxBlockMs: 100, maxTotalMs: 1000, maxDelayP99Ms: 30, maxStartupMs: 900 },
    scopes: [
      { file: 'test/**', package: '@img/*', maxBlocks: 3, maxBlockMs: 1, maxTotalMs: 2 },
      { thread: 'main', process: 'vite', maxBlocks: 1 },
    ],
  },
  baseline: { file: 'known.json', factor: 2, failStale: true },
  ignore: [
    { function: 'render', file: 'src/**', package: 'sharp', cause: 'json', reason: 'start-up only' },
    { thread: 'worker', process: 'jobs.js', reason: 'nobody waits' },
  ],
  packageRules: false,
  onInconclusive: 'pass',
  ...{ sourceMaps: false, sampler: false, requests: false, callbacks: true },
  reporters: ['text', { name: 'json', file: 'report.json' }, { name: 'github' }],
  $schema: './node_modules/loophound/schema/config.schema.json',
}

/** Configs that are wrong, with a part of what is said of them. */
export const BAD_CONFIGS: BadConfig[] = [
  { config: [], message: 'c.mjs: expected a config object, got [] (array)' },
  {
    config: { treshold: 5 },
    message:
      'expected only thresholdMs, hangAfterMs, hangTimeoutMs, startupLimitMs, judge, roles, budget, baseline, ignore, packageRules, onInconclusive, sourceMaps, sampler, requests, callbacks, reporters, $schema, got "treshold" (string)',
  },
  { config: { thresholdMS: 5 }, message: '$schema, got "thresholdMS" (string); did you mean thresholdMs?' },
  { config: { constructor: 5 }, message: '$schema, got "constructor" (string)' },
  {
    config: { thresholdMs: '50' },
    message: 'c.mjs: thresholdMs: expected a number of at least 5 (ms), got "50" (string)',
  },
  { config: { thresholdMs: 4 }, message: 'c.mjs: thresholdMs: expected a number of at least 5 (ms), got 4 (number)' },
  {
    config: { startupLimitMs: -1 },
    message: 'c.mjs: startupLimitMs: expected a number of at least 0 (ms), got -1 (number)',
  },
  {
    config: { judge: ['startups'] },
    message:
      'c.mjs: judge[0]: expected "startup" or "ending" or "tools" or "pools", got "startups" (string); did you mean startup?',
  },
  {
    config: { judge: 'startup' },
    message: 'c.mjs: judge: expected an array, got "startup" (string)',
  },
  {
    config: { roles: [{ package: 'vite', role: 'server' }] },
    message: 'c.mjs: roles[0].role: expected "app" or "tool" or "hooks" or "pool", got "server" (string)',
  },
  {
    config: { roles: [{ role: 'tool' }] },
    message: 'c.mjs: roles[0]: expected a package or file beside the role, got {"role":"tool"} (object)',
  },
  {
    config: { budget: { maxBlock: 5 } },
    message:
      'c.mjs: budget: expected only maxBlocks, maxBlockMs, maxTotalMs, maxDelayP99Ms, maxStartupMs, scopes, got "maxBlock" (string); did you mean maxBlocks?',
  },
  {
    config: { budget: { maxBlocks: 1.5 } },
    message: 'c.mjs: budget.maxBlocks: expected a whole number of at least 0, got 1.5 (number)',
  },
  {
    config: { budget: { scopes: [{ maxBlocks: 1 }] } },
    message:
      'c.mjs: budget.scopes[0]: expected a file, package, thread or process beside the limits, got {"maxBlocks":1} (object)',
  },
  {
    config: { budget: { scopes: [{ file: 'a', maxDelayP99Ms: 1 }] } },
    message:
      'c.mjs: budget.scopes[0]: expected only maxBlocks, maxBlockMs, maxTotalMs, file, package, thread, process, got "maxDelayP99Ms" (string)',
  },
  {
    config: { baseline: 'known.json' },
    message: 'c.mjs: baseline: expected an object with the file of a baseline, got "known.json" (string)',
  },
  { config: { baseline: {} }, message: 'c.mjs: baseline.file: expected the path of a baseline, got undefined' },
  {
    config: { baseline: { file: 'a', factor: 0.5 } },
    message: 'c.mjs: baseline.factor: expected a number of at least 1, got 0.5 (number)',
  },
  { config: { ignore: {} }, message: 'c.mjs: ignore: expected an array, got {} (object)' },
  { config: { ignore: ['a'] }, message: 'c.mjs: ignore[0]: expected a rule with a reason, got "a" (string)' },
  {
    config: { ignore: [{ function: 'a' }] },
    message: 'c.mjs: ignore[0].reason: expected a reason, got undefined',
  },
  {
    config: { ignore: [{ function: 'a', reason: ' ' }] },
    message: 'c.mjs: ignore[0].reason: expected a reason, got " " (string)',
  },
  {
    config: { ignore: [{ reason: 'a' }] },
    message:
      'c.mjs: ignore[0]: expected a function, file, package, cause, thread or process beside the reason, got {"reason":"a"} (object)',
  },
  {
    config: { ignore: [{ fucntion: 'a', reason: 'a' }] },
    message:
      'c.mjs: ignore[0]: expected only function, file, package, cause, thread, process, reason, got "fucntion" (string); did you mean function?',
  },
  {
    config: {
      ignore: [
        { file: 'a', reason: 'a' },
        { file: 'a', reason: 'b' },
      ],
    },
    message: 'c.mjs: ignore[1]: expected a rule unlike ignore[0], got {"file":"a","reason":"b"} (object)',
    isBeyondSchema: true,
  },
  {
    config: { onInconclusive: 'ok' },
    message: 'c.mjs: onInconclusive: expected "pass" or "fail", got "ok" (string)',
  },
  { config: { callbacks: 'yes' }, message: 'c.mjs: callbacks: expected true or false, got "yes" (string)' },
  {
    config: { reporters: ['sari'] },
    message: 'or "tap", got "sari" (string); did you mean sarif?',
  },
  {
    config: { reporters: [5] },
    message:
      'c.mjs: reporters[0]: expected the name of a reporter, or an object with its name and a file, got 5 (number)',
  },
  {
    config: { reporters: [{ name: 'json', path: 'a.json' }] },
    message: 'c.mjs: reporters[0]: expected only name, file, got "path" (string)',
  },
  {
    config: {
      reporters: [
        { name: 'json', file: 'a' },
        { name: 'tap', file: './a' },
      ],
    },
    message: 'c.mjs: reporters[1].file: expected another file for each, got "./a" (string)',
    isBeyondSchema: true,
  },
  { config: { $schema: 1 }, message: 'c.mjs: $schema: expected a string, got 1 (number)' },
]

/** A config that is wrong. */
interface BadConfig {
  config: unknown
  message: string
  /** `true` when a JSON Schema cannot say so. */
  isBeyondSchema?: true
}
