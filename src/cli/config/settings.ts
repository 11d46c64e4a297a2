import { isAbsolute, posix, relative, resolve, sep } from 'node:path'
import type { BaselineGate } from '../../gate/gate.js'
import type { SourcedRule } from '../../gate/ignore.js'
import { type Config, LIMITS, type ReporterConfig } from '../../model/config.js'
import { createBadUsage } from '../../model/errors.js'
import type { BaselineOptions, OptionValues } from '../options.js'
import { readBaseline } from './baseline.js'
import { type FoundConfig, readConfig } from './config.js'

/** What the command line and the config say together, the command line first. */
export interface Settings extends Required<Pick<Config, SettledField>>, Pick<Config, 'onInconclusive'> {
  /** Absolute folder that paths in the config, in the baseline and in the report are relative to. */
  root: string
  /** Empty when none is named: `text`, and what the CI service shows. */
  reporters: ReporterConfig[]
  /** Rules of the project itself. */
  rules: SourcedRule[]
  baseline?: BaselineGate
}

type SettledField = NumberField | FlagField | 'budget' | 'judge' | 'roles' | 'packageRules'
type NumberField = 'thresholdMs' | 'hangAfterMs' | 'hangTimeoutMs' | 'startupLimitMs'
type FlagField = 'sourceMaps' | 'sampler' | 'requests' | 'callbacks'

/**
 * Reads config and baseline: before the command runs, so that a mistake costs nobody a test run.
 *
 * @param cwd absolute
 * @throws LoophoundError when one of them is wrong
 */
export async function readSettings(options: OptionValues, cwd: string): Promise<Settings> {
  const found = await readConfig(options.config, cwd)
  const { config } = found
  const baseline = readBaselineGate(options.baseline, found, cwd)
  const readNumber = (field: NumberField) => options[field] ?? config[field] ?? LIMITS[field].default
  const readFlag = (field: FlagField, fallback: boolean) => options[field] ?? config[field] ?? fallback
  const onInconclusive = options.onInconclusive ?? config.onInconclusive
  return {
    root: found.folder,
    thresholdMs: readNumber('thresholdMs'),
    hangAfterMs: readNumber('hangAfterMs'),
    hangTimeoutMs: readNumber('hangTimeoutMs'),
    startupLimitMs: readNumber('startupLimitMs'),
    sourceMaps: readFlag('sourceMaps', true),
    sampler: readFlag('sampler', true),
    requests: readFlag('requests', true),
    callbacks: readFlag('callbacks', false),
    reporters: options.reporters.length > 0 ? options.reporters : listReporters(found, cwd),
    judge: options.judge ?? config.judge ?? [],
    roles: config.roles ?? [],
    budget: { ...config.budget, ...options.budget },
    rules: listRules(options, found, cwd),
    packageRules: config.packageRules ?? true,
    ...(baseline ? { baseline } : {}),
    ...(onInconclusive ? { onInconclusive } : {}),
  }
}

function listReporters({ config, folder }: FoundConfig, cwd: string): ReporterConfig[] {
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
    factor: options.factor ?? config?.factor ?? LIMITS['baseline.factor'].default,
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
