import { resolve } from 'node:path'
import type { BaselineGate } from '../gate/gate-report.js'
import type { SourcedRule } from '../gate/ignore-blocks.js'
import type { Budget } from '../model/budget.js'
import type { BaselineConfig, RoleRule } from '../model/config.js'
import { type Judged, STARTUP_LIMIT_MS } from '../model/phase.js'
import { DEFAULT_THRESHOLD_MS } from '../model/run-settings.js'
import { createBadUsage } from './bad-usage.js'
import { readBaseline } from './read-baseline.js'
import { type FoundConfig, readConfig } from './read-config.js'
import type { BaselineOptions, OptionValues } from './read-option-values.js'

/** What the command line and the config say together, the command line first. */
export interface Settings {
  thresholdMs: number
  /** Absent: the watch's own default. */
  hangAfterMs?: number
  hangTimeoutMs: number
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
 * @throws LoophoundError when one of them is wrong
 */
export async function readSettings(options: OptionValues, cwd: string): Promise<Settings> {
  const found = await readConfig(options.config, cwd)
  const { config } = found
  const hangAfterMs = options.hangAfterMs ?? config.hangAfterMs
  const onInconclusive = options.onInconclusive ?? config.onInconclusive
  const baseline = readBaselineGate(options.baseline, config.baseline, cwd)
  return {
    thresholdMs: options.thresholdMs ?? config.thresholdMs ?? DEFAULT_THRESHOLD_MS,
    ...(hangAfterMs === undefined ? {} : { hangAfterMs }),
    hangTimeoutMs: options.hangTimeoutMs ?? config.hangTimeoutMs ?? HANG_TIMEOUT_MS,
    startupLimitMs: options.startupLimitMs ?? config.startupLimitMs ?? STARTUP_LIMIT_MS,
    judge: options.judge ?? config.judge ?? [],
    roles: config.roles ?? [],
    budget: { ...config.budget, ...options.budget },
    rules: listRules(options, found),
    packageRules: config.packageRules ?? true,
    ...(baseline ? { baseline } : {}),
    ...(onInconclusive === undefined ? {} : { onInconclusive }),
  }
}

/** Five minutes of CPU time: no build step takes as long in one turn of the loop, and a CI service waits for an hour and longer. */
const HANG_TIMEOUT_MS = 300_000

function listRules({ ignore }: OptionValues, { config, from }: FoundConfig): SourcedRule[] {
  return [...ignore.map(rule => ({ rule, from: '--ignore' })), ...(config.ignore ?? []).map(rule => ({ rule, from }))]
}

function readBaselineGate(
  options: BaselineOptions,
  config: BaselineConfig | undefined,
  cwd: string,
): BaselineGate | undefined {
  const file = options.file ?? config?.file
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

function refuseLoneOption({ update, failStale, factor }: BaselineOptions): void {
  const given = [update && '--update-baseline', failStale && '--fail-stale', factor && '--baseline-factor']
  const name = given.find(Boolean)
  if (name) throw createBadUsage(String(name), '--baseline <file> or a baseline in the config', 'none')
}
