import type { MomentName } from '../../model/phase.js'
import type { DelayReading } from '../../model/report.js'
import type { PhaseReadings } from '../../model/run-record.js'
import { createDelay, type Delay } from '../clock/loop-delay.js'

/** The delay of the loop, by phase of the thread's life. What was before a server listens is known as start-up only when it does. */
export interface PhaseDelays {
  /** An interval in which the loop could not turn: it counts for what it was, whatever the timer saw of it. */
  add(durationMs: number): void
  onMoment(name: MomentName): void
  /** As measured, by phase. */
  read(): PhaseReadings
  stop(): void
}

/** Starts to measure, in the phase that the thread is in. The last argument is for tests. */
export function createPhaseDelays(isLoading: boolean, start: () => Delay = startDelay): PhaseDelays {
  const parts: Record<Part, DelayReading[]> = { loading: [], settling: [], running: [], ending: [] }
  let part: Part = isLoading ? 'loading' : 'settling'
  let delay = start()
  const takeReading = (): DelayReading => {
    const reading = delay.read()
    delay.stop()
    delay = start()
    return reading
  }
  const enter = (next: Part) => {
    if (ORDER.indexOf(next) <= ORDER.indexOf(part)) return
    parts[part].push(takeReading())
    part = next
  }
  return {
    add: durationMs => delay.add(durationMs),
    onMoment: name => {
      // Whoever says so knows best: what was until now was start-up, though a server listens.
      if (name === 'ready' && part === 'running') parts.settling.push(...parts.running.splice(0), takeReading())
      enter(PARTS[name] ?? part)
    },
    read: () => {
      const readings = { ...parts, [part]: [...parts[part], delay.read()] }
      const isServer = part === 'running' || parts.running.length > 0
      return {
        startup: [...readings.loading, ...(isServer ? readings.settling : [])],
        running: isServer ? readings.running : readings.settling,
        ending: readings.ending,
      }
    },
    stop: () => delay.stop(),
  }
}

/** `settling`: the entry is evaluated, and nothing has said yet that the app is ready. */
type Part = 'loading' | 'settling' | 'running' | 'ending'

const ORDER: readonly Part[] = ['loading', 'settling', 'running', 'ending']

const PARTS: Partial<Record<MomentName, Part>> = {
  evaluated: 'settling',
  listening: 'running',
  ready: 'running',
  testing: 'running',
  ending: 'ending',
}

/** Wakes an idle process half as often as the heartbeat does. */
const RESOLUTION_MS = 20

function startDelay(): Delay {
  return createDelay({ resolutionMs: RESOLUTION_MS })
}
