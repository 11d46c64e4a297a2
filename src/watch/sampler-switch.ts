import type { Capabilities } from '../model/capabilities.js'
import type { ProfileSample } from '../model/profile.js'
import type { RawSample } from '../model/sample.js'
import type { ProfileTick } from '../probes/profile-slice.js'
import { createSampler, type Sampler } from '../probes/sampler.js'

/** The sampler of one thread, which runs while somebody wants it. What it saw of an iteration is kept for whoever asks after the clock. */
export interface SamplerSwitch {
  readonly current: Pick<Sampler, 'capability' | 'pausedMs'> | undefined
  readCapabilities(): Pick<Capabilities, 'sampler'>
  /** Starts or stops it. One that runs keeps its interval: V8 lets nobody change it. */
  set(settings: { intervalMs: number } | undefined): void
  /** Reads what it saw, and when it saw it; `undefined` where idle times are right without. */
  readTicks(startMs: number, endMs: number): readonly ProfileTick[] | undefined
  /** The stacks of the last reading. */
  readProfile(): readonly ProfileSample[]
  rest(atMs: number): boolean
}

/** Options of {@link createSamplerSwitch}; the last two are for tests. */
export interface SamplerSwitchOptions {
  /** Called when it has been started in a loop that turns, with the time that took. */
  onPause: (durationMs: number) => void
  /** What interrupts and safepoints saw of the iteration so far. */
  readSamples: () => readonly RawSample[]
  createSampler?: typeof createSampler
  platform?: NodeJS.Platform
}

/** Creates the switch, off. */
export function createSamplerSwitch(options: SamplerSwitchOptions): SamplerSwitch {
  const { onPause, readSamples, createSampler, platform } = { ...REAL, ...options }
  let sampler: Sampler | undefined
  let profile: readonly ProfileSample[] = []

  return {
    get current() {
      return sampler
    },
    readCapabilities: () => ({ sampler: sampler?.capability ?? { state: 'off', reason: 'option' } }),
    set: settings => {
      if (!settings) {
        sampler?.stop()
        sampler = undefined
      } else if (!sampler) {
        sampler = createSampler(settings)
        onPause(sampler.pausedMs)
      }
    },
    readTicks: (startMs, endMs) => {
      const slice = sampler?.read(startMs, endMs)
      profile = slice?.samples ?? []
      if (sampler?.capability.state !== 'on' || SAMPLES_WITHOUT_SIGNALS.has(platform)) return undefined
      return [...(slice?.ticks ?? []), ...findLongNatives(readSamples(), startMs, endMs)].sort(
        (a, b) => a.atMs - b.atMs,
      )
    },
    readProfile: () => profile,
    rest: atMs => sampler?.rest(atMs) ?? false,
  }
}

const REAL = { createSampler, platform: process.platform }

// A system call that takes no signals is sampled as it returns, and V8 may not have come to that sample yet; a safepoint has.
function findLongNatives(samples: readonly RawSample[], startMs: number, endMs: number): ProfileTick[] {
  return samples
    .filter(({ source, atMs, postedAtMs = atMs }) => source === 'safepoint' && atMs - postedAtMs > SURE_MS)
    .filter(({ atMs }) => atMs > startMs && atMs <= endMs)
    .map(({ atMs }) => ({ atMs, isIdle: false }))
}

/** In code that takes interrupts they do not wait for so long, unless there is no core. */
const SURE_MS = 10

/** There V8 stops the thread from outside, which interrupts no wait. */
const SAMPLES_WITHOUT_SIGNALS: ReadonlySet<NodeJS.Platform> = new Set(['darwin', 'win32'])
