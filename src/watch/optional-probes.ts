import type { Capabilities, Capability } from '../model/capabilities.js'
import { IntField, type Slot } from '../model/shared-memory.js'
import { type Callbacks, createCallbacks } from '../probes/callbacks.js'
import type { Capture } from '../probes/capture.js'
import type { ContextSource } from '../probes/context.js'
import { canLeavePromisesOut } from '../probes/node-features.js'
import { createRequests, type RequestNaming, type Requests } from '../probes/requests.js'
import { createSafepoints } from '../probes/safepoints.js'
import { readTraceIds } from '../probes/trace-ids.js'
import { createProbeSwitch } from './probe-switch.js'

/** The probes that options turn on and off while the others run. */
export interface OptionalProbes {
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

/** Creates the optional probes of the calling thread, all off. */
export function createOptionalProbes(slot: Slot, onReturn: Capture['safepoint']): OptionalProbes {
  const safepoints = createProbeSwitch(() => createSafepoints({ flags: slot.ints, flagIndex: IntField.late, onReturn }))
  const requests = createProbeSwitch(() => createRequests(naming))
  const callbacks = createProbeSwitch(() => createCallbacks({ origins: hasOrigins }))
  let naming: RequestNaming = 'at-once'
  let hasOrigins = false
  return {
    get natives() {
      return safepoints.probe?.natives ?? []
    },
    get contextSources() {
      return requests.probe ? [requests.probe.source, readTraceIds] : [readTraceIds]
    },
    get callbacks() {
      return callbacks.probe
    },
    get requests() {
      return requests.probe
    },
    readCapabilities: () => ({
      safepoints: safepoints.probe?.natives.length ? ON : OFF,
      requests: requests.probe ? ON : OFF,
      callbacks: callbacks.probe ? ON : describeMissingCallbacks(),
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
