import type { ProfileSample, RawSample } from '../model/evidence.js'
import type { Capabilities, Capability } from '../model/report.js'
import { IntField, type Slot } from '../protocol/shared-memory.js'
import { canLeavePromisesOut } from '../system/node-features.js'
import { type Callbacks, createCallbacks } from './async/callbacks.js'
import { createRequests, type RequestNaming, type Requests } from './async/requests.js'
import type { ProfileTick } from './profiler/profile-slice.js'
import { createSampler, type Sampler } from './profiler/sampler.js'
import type { Capture } from './stacks/capture.js'
import { type ContextSource, readTraceIds } from './stacks/context.js'
import { findNatives } from './stacks/safepoint-natives.js'
import { createSafepoints } from './stacks/safepoints.js'

/** The instruments that options turn on and off while the others run. */
export interface OptionalInstruments {
  /** Names of the natives that have a safepoint. */
  readonly natives: readonly string[]
  /** What says what the running code works for; later ones win. */
  readonly contextSources: readonly ContextSource[]
  /** `undefined` while they are off. */
  readonly callbacks: Callbacks | undefined
  /** `undefined` while they are off. */
  readonly requests: Requests | undefined
  readCapabilities(): Pick<Capabilities, 'safepoints' | 'requests' | 'callbacks'>
  set(settings: OptionalSettings): void
}

/** Which of them run. */
export interface OptionalSettings {
  safepoints: boolean
  requests: RequestNaming | false
  callbacks: CallbackSettings | false
}

/** How callbacks are timed. */
export interface CallbackSettings {
  /** Remember where each was scheduled. */
  origins: boolean
}

/** All off. */
export const ALL_OFF: OptionalSettings = { safepoints: false, requests: false, callbacks: false }

/** Creates the optional instruments of the calling thread, all off. */
export function createOptionalInstruments(slot: Slot, onReturn: Capture['safepoint']): OptionalInstruments {
  // Before the clock starts: the modules that hold natives may have to be loaded, which is no turn of the app's.
  const places = findNatives()
  const safepointOptions = { flags: slot.ints, flagIndex: IntField.late, onReturn }
  const safepoints = createInstrumentSwitch(() => createSafepoints(safepointOptions, places))
  const requests = createInstrumentSwitch(() => createRequests(naming))
  const callbacks = createInstrumentSwitch(() => createCallbacks({ origins: hasOrigins }))
  let naming: RequestNaming = 'at-once'
  let hasOrigins = false
  return {
    get natives() {
      return safepoints.instrument?.natives ?? []
    },
    get contextSources() {
      return requests.instrument ? [requests.instrument.source, readTraceIds] : [readTraceIds]
    },
    get callbacks() {
      return callbacks.instrument
    },
    get requests() {
      return requests.instrument
    },
    readCapabilities: () => ({
      safepoints: safepoints.instrument?.natives.length ? ON : OFF,
      requests: requests.instrument ? ON : OFF,
      callbacks: callbacks.instrument ? ON : describeMissingCallbacks(),
    }),
    set: settings => {
      safepoints.set(settings.safepoints)
      if (settings.requests !== naming) requests.set(false)
      naming = settings.requests || naming
      requests.set(settings.requests !== false)
      const { origins } = settings.callbacks || { origins: false }
      if (origins !== hasOrigins) callbacks.set(false)
      hasOrigins = origins
      callbacks.set(settings.callbacks !== false)
    },
  }
}

const ON: Capability = { state: 'on' }
const OFF: Capability = { state: 'off', reason: 'option' }

function describeMissingCallbacks(): Capability {
  return canLeavePromisesOut() ? OFF : { state: 'off', reason: 'option: this Node.js would time each await as well' }
}

/** An instrument that can be switched on and off while the others run. */
export interface InstrumentSwitch<P> {
  /** `undefined` while it is off. */
  readonly instrument: P | undefined
  set(isOn: boolean): void
}

/** Creates a switch that is off. */
export function createInstrumentSwitch<P extends { stop(): void }>(create: () => P): InstrumentSwitch<P> {
  let instrument: P | undefined
  return {
    get instrument() {
      return instrument
    },
    set: isOn => {
      if (!isOn) instrument?.stop()
      instrument = isOn ? (instrument ?? create()) : undefined
    },
  }
}

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
