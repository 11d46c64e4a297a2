import { isAbsolute, posix, relative, resolve, sep } from 'node:path'
import type { BaselineGate } from '../../gate/gate.js'
import type { SourcedRule } from '../../gate/ignore.js'
import type { Budget, RoleRule } from '../../model/config.js'
import { type Judged, STARTUP_LIMIT_MS } from '../../model/phase.js'
import { DEFAULT_THRESHOLD_MS } from '../../model/run-record.js'
import { createBadUsage } from '../option-table.js'
import type { BaselineOptions, FlagValues, OptionValues } from '../options.js'
import type { ReporterTarget } from '../output/write-reports.js'
import { readBaseline } from './baseline.js'
import { type FoundConfig, readConfig } from './config.js'

/** What the command line and the config say together, the command line first. */
export interface Settings extends Required<FlagValues> {
  /** Absolute folder that paths in the config, in the baseline and in the report are relative to. */
  root: string
  thresholdMs: number
  /** Absent: the watch's own default. */
  hangAfterMs?: number
  hangTimeoutMs: number
  /** Empty when none is named: `text`, and what the CI service shows. */
  reporters: ReporterTarget[]
  startupLimitMs: number
  budget: Budget
  /** What to judge besides the running blocks of the app. */
  judge: Judged[]
  roles: RoleRule[]
  /** Rules of the project itself. */
  rules: SourcedRule[]
  packageRules: boolean
  baseline?: BaselineGate
  onInconclusive?: 'pass' | 'fail'
}

/**
 * Reads config and baseline: before the command runs, so that a mistake costs nobody a test run.
 *
 * @param cwd absolute
 * @throws LoophoundError when one of them is wrong
 */
export async function readSettings(options: OptionValues, cwd: string): Promise<Settings> {
  const found = await readConfig(options.config, cwd)
  const { config } = found
  const hangAfterMs = options.hangAfterMs ?? config.hangAfterMs
  const onInconclusive = options.onInconclusive ?? config.onInconclusive
  const baseline = readBaselineGate(options.baseline, found, cwd)
  return {
    root: found.folder,
    thresholdMs: options.thresholdMs ?? config.thresholdMs ?? DEFAULT_THRESHOLD_MS,
    ...(hangAfterMs === undefined ? {} : { hangAfterMs }),
    hangTimeoutMs: options.hangTimeoutMs ?? config.hangTimeoutMs ?? HANG_TIMEOUT_MS,
    ...joinFlags(options, config),
    reporters: options.reporters.length > 0 ? options.reporters : listReporters(found, cwd),
    startupLimitMs: options.startupLimitMs ?? config.startupLimitMs ?? STARTUP_LIMIT_MS,
    judge: options.judge ?? config.judge ?? [],
    roles: config.roles ?? [],
    budget: { ...config.budget, ...options.budget },
    rules: listRules(options, found, cwd),
    packageRules: config.packageRules ?? true,
    ...(baseline ? { baseline } : {}),
    ...(onInconclusive === undefined ? {} : { onInconclusive }),
  }
}

/** Five minutes of CPU time: no build step takes as long in one turn of the loop, and a CI service waits for an hour and longer. */
const HANG_TIMEOUT_MS = 300_000

function joinFlags(options: FlagValues, config: FlagValues): Required<FlagValues> {
  return {
    sourceMaps: options.sourceMaps ?? config.sourceMaps ?? true,
    sampler: options.sampler ?? config.sampler ?? true,
    requests: options.requests ?? config.requests ?? true,
    callbacks: options.callbacks ?? config.callbacks ?? false,
  }
}

function listReporters({ config, folder }: FoundConfig, cwd: string): ReporterTarget[] {
  return (config.reporters ?? []).map(reporter => {
    if (typeof reporter === 'string') return { name: reporter }
    const { name, file } = reporter
    return file === undefined ? { name } : { name, file: toPathFrom(cwd, folder, file) }
  })
}

function listRules({ ignore }: OptionValues, { config, from, folder }: FoundConfig, cwd: string): SourcedRule[] {
  const path = relative(folder, cwd).split(sep).join('/')
  const given = ignore.map(rule => (rule.file === undefined ? rule : { ...rule, file: rebaseGlob(rule.file, path) }))
  return [...given.map(rule => ({ rule, from: '--ignore' })), ...(config.ignore ?? []).map(rule => ({ rule, from }))]
}

function readBaselineGate(
  options: BaselineOptions,
  { config: { baseline: config }, folder }: FoundConfig,
  cwd: string,
): BaselineGate | undefined {
  const file = options.file ?? (config && toPathFrom(cwd, folder, config.file))
  if (file === undefined) {
    refuseLoneOption(options)
    return undefined
  }
  const { update } = options
  return {
    file,
    entries: readBaseline(file, resolve(cwd, file), update !== undefined).offenders,
    factor: options.factor ?? config?.factor ?? 1.5,
    failStale: options.failStale ?? config?.failStale ?? false,
    ...(update ? { update } : {}),
  }
}

/** Path from the working directory of a file that the config names: as messages show it. */
function toPathFrom(cwd: string, folder: string, file: string): string {
  return folder === cwd || isAbsolute(file) ? file : relative(cwd, resolve(folder, file)).split(sep).join('/')
}

function refuseLoneOption({ update, failStale, factor }: BaselineOptions): void {
  const given = [update && '--update-baseline', failStale && '--fail-stale', factor && '--baseline-factor']
  const name = given.find(Boolean)
  if (name) throw createBadUsage(String(name), '--baseline <file> or a baseline in the config', 'none')
}

/**
 * A glob for paths relative to an outer folder that matches what a glob for paths relative to an inner one does. Absolute ones, and those
 * for any folder (`**` first), stay as they are.
 *
 * @param folder path of the inner folder relative to the outer one, with forward slashes; empty when they are the same
 * @example
 * rebaseGlob('src/*.js', 'packages/a') // 'packages/a/src/*.js'
 */
export function rebaseGlob(glob: string, folder: string): string {
  const [, negation = '', pattern = glob] = /^(!?)(.*)$/s.exec(glob) ?? []
  if (folder === '' || pattern.startsWith('/') || pattern.startsWith('**') || /^[A-Za-z]:/.test(pattern)) return glob
  return negation + posix.join(folder.replace(/[\\*?[\]{}()!+@]/g, '\\$&'), pattern)
}
