import type { WatchdogSettings } from '../protocol/channel.js'
import { ownRuntime } from '../system/runtime.js'
import type { ProbeSettings } from './instruments.js'
import type { LifeSettings } from './life/lifecycle.js'
import { ALL_OFF, type CallbackSettings } from './optional-instruments.js'
import type { Member } from './registry.js'
import type { ContextSource } from './stacks/context.js'

/** What the probes must do for all members: the lowest threshold, safepoints if anyone wants them. */
export function readProbeSettings(members: ReadonlySet<Member>): ProbeSettings {
  const all = [...members]
  const thresholdMs = Math.min(...all.map(member => member.thresholdMs))
  // Elsewhere none of them names anything.
  if (!ownRuntime.isNode) return { thresholdMs, ...ALL_OFF }
  return {
    thresholdMs,
    safepoints: all.some(member => member.safepoints),
    requests: findNaming(all),
    callbacks: findCallbackSettings(all),
    ...findSampler(all),
  }
}

function findSampler(members: readonly Member[]): Pick<ProbeSettings, 'sampler'> {
  const intervalsMs = members.flatMap(({ sampler }) => (sampler ? [sampler.intervalMs] : []))
  return intervalsMs.length > 0 ? { sampler: { intervalMs: Math.min(...intervalsMs) } } : {}
}

/** How the watchdog must report for all members. */
export function readWatchdogSettings(members: ReadonlySet<Member>): WatchdogSettings {
  const all = [...members]
  const printed = all.filter(member => member.isPrinted)
  return {
    sourceMaps: wantSourceMaps(members),
    ignore: all.filter(member => member.isPrinted || member.runFile !== undefined).flatMap(member => member.ignore),
    ...(printed.length > 0 ? { stderrThresholdMs: Math.min(...printed.map(member => member.thresholdMs)) } : {}),
  }
}

/** Run file of the member that has one. */
export function readRunFile(members: ReadonlySet<Member>): string | undefined {
  return [...members].find(member => member.runFile !== undefined)?.runFile
}

/** How the life of the thread is followed: as `loophound run` says, if it is among the members. */
export function readLifeSettings(members: ReadonlySet<Member>): LifeSettings {
  return [...members].find(({ life }) => life !== undefined)?.life ?? {}
}

/** The `context` functions of all members. */
export function findContextSources(members: ReadonlySet<Member>): ContextSource[] {
  return [...members].flatMap(({ context }) => (context ? [context] : []))
}

/** Whether anyone wants original positions. */
export function wantSourceMaps(members: ReadonlySet<Member>): boolean {
  return [...members].some(member => member.sourceMaps)
}

function findNaming(members: readonly Member[]): Member['requests'] {
  if (members.some(({ requests }) => requests === 'at-once')) return 'at-once'
  return members.some(({ requests }) => requests) && 'once-missed'
}

function findCallbackSettings(members: Member[]): CallbackSettings | false {
  const wanted = members.flatMap(({ callbacks }) => (callbacks ? [callbacks] : []))
  return wanted.length > 0 && { origins: wanted.some(({ origins }) => origins) }
}
