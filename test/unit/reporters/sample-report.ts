import type { BaselineEntry, Standing } from '../../../src/model/baseline.js'
import type { Block } from '../../../src/model/block.js'
import type { Frame } from '../../../src/model/frame.js'
import type { Offender, ProcessReport, Report, Summary } from '../../../src/model/report.js'

/** Folder that the sample paths are in. */
export const SAMPLE_CWD = '/app'

export const resizeFrame: Frame = {
  function: 'resize',
  file: '/app/src/thumbnail.js',
  line: 42,
  column: 9,
  ownCode: true,
}

export const inflateFrame: Frame = {
  function: 'inflate',
  file: '/app/node_modules/pngjs/lib/sync-inflate.js',
  line: 120,
  column: 7,
  package: 'pngjs',
  ownCode: false,
}

const requestFrame: Frame = {
  function: 'onRequest',
  file: '/app/src/server.js',
  line: 12,
  column: 3,
  async: true,
  ownCode: true,
}

export const parseFrame: Frame = {
  function: 'JSON.parse',
  file: '',
  line: 0,
  column: 0,
  native: true,
  ownCode: false,
}

/** A block with every field set. */
export const fullBlock: Required<Omit<Block, 'ignored' | 'unjudged' | 'hang' | 'ended'>> = {
  id: '100-0-1',
  startedAt: '2026-03-01T10:00:01.000Z',
  durationMs: 312.4,
  phase: 'running',
  time: { cpuMs: 290, waitMs: 2.4, sleepMs: 10, pausedMs: 10, gcMs: 1 },
  cause: 'javascript',
  confidence: 'exact',
  why: 'resize was running in 29 of 30 samples.',
  culprit: resizeFrame,
  stack: [inflateFrame, resizeFrame, requestFrame],
  samples: [
    { stack: [inflateFrame, resizeFrame, requestFrame], weightMs: 300, source: 'interrupt' },
    { stack: [resizeFrame, requestFrame], weightMs: 12.4, source: 'safepoint' },
  ],
  callback: { type: 'HTTPINCOMINGMESSAGE', count: 1, scheduledAt: [requestFrame] },
  delayedEvents: 14,
  context: { url: '/thumb/3', user: '7' },
  remedy: { advice: 'Move the work to an executor.', asyncTwin: 'PNG#parse', executor: true },
  fingerprint: '0123456789ab',
  process: { pid: 100, threadId: 0, threadName: 'main', role: 'app' },
}

/** A block with only the fields that every block has. */
export const bareBlock: Block = {
  id: '100-0-2',
  startedAt: '2026-03-01T10:00:02.000Z',
  durationMs: 60,
  phase: 'running',
  time: { gcMs: 0 },
  cause: 'unknown',
  confidence: 'none',
  why: 'No sample was taken.',
  stack: [],
  samples: [],
  callback: { type: '', count: 0 },
  fingerprint: 'ffffffffffff',
  process: { pid: 100, threadId: 0, role: 'app' },
}

/** What offenders repeat of their worst block. */
const { fingerprint, cause, confidence, why, culprit, stack, context, remedy, delayedEvents } = fullBlock

export const fullOffender: Required<Omit<Offender, 'excused' | 'hang' | 'standing'>> = {
  ...{ fingerprint, cause, confidence, why, culprit, stack, context, remedy, delayedEvents },
  source: [
    { line: 41, text: 'export function resize(image) {' },
    { line: 42, text: "\treturn inflate(image) // 'slow'" },
    { line: 43, text: '}' },
  ],
  callbackType: fullBlock.callback.type,
  count: 1,
  worstMs: fullBlock.durationMs,
  totalMs: fullBlock.durationMs,
}

export const bareOffender: Offender = {
  fingerprint: bareBlock.fingerprint,
  cause: bareBlock.cause,
  confidence: bareBlock.confidence,
  why: bareBlock.why,
  stack: [],
  callbackType: '',
  count: 1,
  worstMs: bareBlock.durationMs,
  totalMs: bareBlock.durationMs,
}

const delay = { p50Ms: 0.1, p90Ms: 1.2, p99Ms: 48, p999Ms: 290.5, maxMs: 312.4, hdr: '' }

export const fullSummary: Required<Omit<Summary, 'phaseDelays'>> = {
  startedAt: '2026-03-01T10:00:00.000Z',
  durationMs: 4000,
  thresholdMs: 50,
  startupMs: 180,
  blocks: { count: 2, ignoredCount: 0, worstMs: 312.4, totalMs: 372.4 },
  delay,
  overhead: { sampleCount: 30, captureMs: 2.5 },
  capabilities: {
    iterationClock: { state: 'on' },
    heartbeat: { state: 'on' },
    watchdog: { state: 'on' },
    interrupts: { state: 'off', reason: 'permission-model' },
    safepoints: { state: 'on' },
    sampler: { state: 'on' },
    delay: { state: 'on' },
    threadTime: { state: 'on' },
    requests: { state: 'on' },
    callbacks: { state: 'on' },
  },
}

type UntoldField = 'incomplete' | 'kind' | 'threadName' | 'execArgv' | 'entry' | 'moments'

export const fullProcess: Required<Omit<ProcessReport, UntoldField>> = {
  pid: 100,
  ppid: 99,
  threadId: 0,
  argv: ['/usr/bin/node', 'src/server.js'],
  cwd: '/app',
  node: 'v20.20.2',
  startedAt: '2026-03-01T10:00:00.000Z',
  role: 'app',
  summary: fullSummary,
  exitCode: 0,
}

/** What is known of a process from the first line of its run file. */
const { summary: _summary, exitCode: _exitCode, ...startedProcess } = fullProcess

export const killedProcess: ProcessReport = {
  ...startedProcess,
  threadId: 1,
  startedAt: '2026-03-01T10:00:00.500Z',
  incomplete: 'it left no summary: it was killed, or outlived the command',
}

/** What is known of an offender that was moved since it was recorded. */
const fullStanding: Required<Standing> = {
  state: 'known',
  judgedMs: 310,
  recordedMs: 250,
  allowedMs: 375,
  note: 'streams in June',
  recordedAs: { function: 'shrink', file: 'src/image.js', cause: 'javascript' },
}

const staleEntry: Required<BaselineEntry> = {
  fingerprint: 'aaaaaaaaaaaa',
  function: 'render',
  file: 'src/render.js',
  cause: 'json',
  worstMs: 120,
  code: 'JSON.stringify(tree)',
  note: 'waits for the new tree',
}

/** A report with every field set somewhere that a run without a gate's files has. */
export const fullReport: Report = {
  schemaVersion: 2,
  tool: { name: 'loophound', version: '0.1.0' },
  command: ['node', 'src/server.js'],
  exitCode: 0,
  roots: ['/app'],
  startedAt: '2026-03-01T10:00:00.000Z',
  durationMs: 4100,
  thresholdMs: 50,
  node: 'v20.20.2',
  platform: 'linux',
  processes: [fullProcess, killedProcess],
  blocks: [fullBlock, { ...bareBlock, ignored: { reason: 'start-up only' }, hang: true }],
  offenders: [fullOffender, { ...bareOffender, excused: 'start-up only', hang: true }],
  causes: { javascript: 'A function that computes for long keeps everything else waiting until it returns.' },
  delay,
  verdict: { status: 'fail', reasons: ['1 block, 0 allowed'] },
}

/** A process and a thread of it, with what is known of their roles and moments. */
export const toldProcess: ProcessReport = {
  ...fullProcess,
  execArgv: ['--enable-source-maps'],
  entry: { file: '/app/src/server.js', package: 'shop' },
  moments: { evaluated: '2026-03-01T10:00:00.150Z', listening: '2026-03-01T10:00:00.180Z' },
  summary: { ...fullSummary, phaseDelays: { startup: delay, ending: delay } },
}

const hooksThread: ProcessReport = { ...killedProcess, threadName: 'hooks', kind: 'hooks', role: 'hooks' }

const startupBlock: Block = {
  ...fullBlock,
  ...{ id: '100-0-9', durationMs: 900, phase: 'startup', unjudged: 'start-up, before the app was ready' },
}
const poolBlock: Block = {
  ...fullBlock,
  ...{ id: '100-1-1', unjudged: 'a pool, where nobody waits for the loop' },
  process: { pid: 100, threadId: 1, threadName: 'resize-1', role: 'pool' },
}
const toolBlock: Block = {
  ...bareBlock,
  ...{ id: '90-0-1', durationMs: 400, unjudged: 'a tool, not the app', hang: true },
  process: { pid: 90, threadId: 0, role: 'tool' },
}
const npmProcess: ProcessReport = {
  ...fullProcess,
  ...{ pid: 90, role: 'tool', argv: ['/usr/bin/node', '/usr/bin/npm', 'start'] },
  entry: { file: '/usr/lib/node_modules/npm/bin/npm-cli.js', package: 'npm' },
}

/** A report in which the same offender counts once, and was seen at start-up and in a pool, too; and one of a tool. */
export const unjudgedReport: Report = {
  ...fullReport,
  processes: [npmProcess, toldProcess, killedProcess],
  blocks: [startupBlock, { ...startupBlock, durationMs: 100 }, fullBlock, poolBlock, toolBlock],
  offenders: [
    fullOffender,
    { ...fullOffender, count: 2, worstMs: 900, totalMs: 1000, excused: 'start-up, before the app was ready' },
    { ...bareOffender, worstMs: 400, totalMs: 400, excused: 'a tool, not the app', hang: true },
    { ...fullOffender, excused: 'a pool, where nobody waits for the loop' },
  ],
}

/** A report that was judged with ignore rules and a baseline, of a command that Ctrl-C ended. */
export const judgedReport: Report = {
  ...fullReport,
  exitCode: null,
  signal: 'SIGINT',
  judge: ['startup'],
  processes: [toldProcess, hooksThread],
  blocks: [fullBlock, { ...bareBlock, ignored: { reason: 'start-up only', by: 'pngjs' }, hang: true }],
  offenders: [
    { ...fullOffender, standing: fullStanding },
    { ...bareOffender, excused: 'start-up only, says pngjs', hang: true },
  ],
  ignoreRules: [
    { rule: { package: 'pngjs', reason: 'start-up only' }, from: 'loophound.config.mjs', blockCount: 1 },
    {
      rule: { function: 'parse', file: 'src/*.js', cause: 'json', reason: 'small' },
      from: '--ignore',
      blockCount: 0,
    },
  ],
  baseline: { file: 'loophound-baseline.json', stale: [staleEntry], update: { added: 1, changed: 2, removed: 3 } },
}
