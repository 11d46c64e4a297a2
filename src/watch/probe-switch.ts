/** A probe that can be switched on and off while the others run. */
export interface ProbeSwitch<P> {
  /** `undefined` while it is off. */
  readonly probe: P | undefined
  set(isOn: boolean): void
}

/** Creates a switch that is off. */
export function createProbeSwitch<P extends { stop(): void }>(create: () => P): ProbeSwitch<P> {
  let probe: P | undefined
  return {
    get probe() {
      return probe
    },
    set: isOn => {
      if (!isOn) probe?.stop()
      probe = isOn ? (probe ?? create()) : undefined
    },
  }
}
