import { resolve } from 'node:path'
import { type Gate, gateReport, type MeasuredReport } from '../gate/gate.js'
import type { Block } from '../model/block.js'
import { LoophoundError } from '../model/errors.js'
import type { Offender, Report } from '../model/report.js'
import { writeBaseline } from './config/baseline.js'
import { readPackageRules } from './config/package-rules.js'
import type { Settings } from './config/settings.js'
import { mergeProcessDelays } from './run/summarize.js'
import type { Terminal } from './terminal.js'

/** A report with its verdict, and whether the baseline is as it was asked to be. */
export interface JudgedReport {
  report: Report
  isBaselineWritten: boolean
}

/** Judges a report by the settings, and writes the baseline anew when that is asked for. */
export function judgeMeasured(
  measured: MeasuredReport,
  settings: Settings,
  fold: (blocks: Block[]) => Offender[],
  terminal: Terminal,
): JudgedReport {
  const { budget, judge, baseline, rules } = settings
  const packageRules = settings.packageRules ? readPackageRules(measured.blocks, terminal.complain) : []
  const gate: Gate = { budget, judge, rules: [...rules, ...packageRules], ...(baseline ? { baseline } : {}) }
  const { delay: _, ...rest } = measured
  const delay = mergeProcessDelays(measured.processes, judge)
  const gated = gateReport({ ...rest, ...(delay ? { delay } : {}) }, gate, fold)
  const { report } = gated
  if (!baseline?.update) return { report, isBaselineWritten: true }
  if (gated.baseline) return { report, isBaselineWritten: tryWrite(baseline.file, gated.baseline, terminal) }
  terminal.complain(
    `${baseline.file} was not updated, which takes a run that passes and was measured to its end: ${describeFailure(report)}`,
  )
  // What fails has an exit code of its own.
  return { report, isBaselineWritten: report.verdict.status === 'fail' }
}

function describeFailure({ exitCode, signal, verdict }: Report): string {
  if (exitCode !== 0 && signal === undefined) return 'the command failed'
  return [verdict.status, verdict.reasons.join('; ')].filter(Boolean).join(': ')
}

function tryWrite(file: string, baseline: Parameters<typeof writeBaseline>[1], terminal: Terminal): boolean {
  try {
    writeBaseline(resolve(terminal.cwd, file), baseline)
    return true
  } catch (error) {
    if (!(error instanceof LoophoundError)) throw error
    terminal.complain(error.message)
    return false
  }
}
