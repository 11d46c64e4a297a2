import type { WatchdogSettings } from '../protocol/channel.js'
import { ownRuntime } from '../system/runtime.js'
import type { InstrumentSettings } from './instruments.js'
import type { LifeSettings } from './life/lifecycle.js'
import { ALL_OFF, type CallbackSettings } from './optional-instruments.js'
import type { Subscriber } from './registry.js'
import type { ContextSource } from './stacks/context.js'

/** What the instruments must do for all subscribers: the lowest threshold, safepoints if anyone wants them. */
export function readInstrumentSettings(subscribers: ReadonlySet<Subscriber>): InstrumentSettings {
  const all = [...subscribers]
  const thresholdMs = Math.min(...all.map(subscriber => subscriber.thresholdMs))
  // Elsewhere none of them names anything.
  if (!ownRuntime.isNode) return { thresholdMs, ...ALL_OFF }
  return {
    thresholdMs,
    safepoints: all.some(subscriber => subscriber.safepoints),
    requests: findNaming(all),
    callbacks: findCallbackSettings(all),
    ...findSampler(all),
  }
}

function findSampler(subscribers: readonly Subscriber[]): Pick<InstrumentSettings, 'sampler'> {
  const intervalsMs = subscribers.flatMap(({ sampler }) => (sampler ? [sampler.intervalMs] : []))
  return intervalsMs.length > 0 ? { sampler: { intervalMs: Math.min(...intervalsMs) } } : {}
}

/** How the watchdog must report for all subscribers. */
export function readWatchdogSettings(subscribers: ReadonlySet<Subscriber>): WatchdogSettings {
  const all = [...subscribers]
  const printed = all.filter(subscriber => subscriber.isPrinted)
  return {
    sourceMaps: wantSourceMaps(subscribers),
    ignore: all
      .filter(subscriber => subscriber.isPrinted || subscriber.runFile !== undefined)
      .flatMap(subscriber => subscriber.ignore),
    ...(printed.length > 0
      ? { stderrThresholdMs: Math.min(...printed.map(subscriber => subscriber.thresholdMs)) }
      : {}),
  }
}

/** Run file of the subscriber that has one. */
export function readRunFile(subscribers: ReadonlySet<Subscriber>): string | undefined {
  return [...subscribers].find(subscriber => subscriber.runFile !== undefined)?.runFile
}

/** How the life of the thread is followed: as `loophound run` says, if it is among the subscribers. */
export function readLifeSettings(subscribers: ReadonlySet<Subscriber>): LifeSettings {
  return [...subscribers].find(({ life }) => life !== undefined)?.life ?? {}
}

/** The `context` functions of all subscribers. */
export function findContextSources(subscribers: ReadonlySet<Subscriber>): ContextSource[] {
  return [...subscribers].flatMap(({ context }) => (context ? [context] : []))
}

/** Whether anyone wants original positions. */
export function wantSourceMaps(subscribers: ReadonlySet<Subscriber>): boolean {
  return [...subscribers].some(subscriber => subscriber.sourceMaps)
}

function findNaming(subscribers: readonly Subscriber[]): Subscriber['requests'] {
  if (subscribers.some(({ requests }) => requests === 'at-once')) return 'at-once'
  return subscribers.some(({ requests }) => requests) && 'once-missed'
}

function findCallbackSettings(subscribers: Subscriber[]): CallbackSettings | false {
  const wanted = subscribers.flatMap(({ callbacks }) => (callbacks ? [callbacks] : []))
  return wanted.length > 0 && { origins: wanted.some(({ origins }) => origins) }
}
