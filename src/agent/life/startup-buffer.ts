import type { Evidence } from '../../model/evidence.js'
import { type MomentName, type Phase, READY_MOMENTS } from '../../model/phase.js'
import { nowMs, realTimers } from '../../system/clock.js'
import type { BusyInterval } from '../clock/iteration-clock.js'
import type { Subscriber } from '../registry.js'
import type { Lifecycle } from './lifecycle.js'

/**
 * Takes evidence to the watchdog. In a live process it keeps for a while what happened before a server listens: a thread that listens within
 * its first seconds was starting up until then, and one that does not was running.
 */
export interface StartupBuffer {
  take(evidence: Evidence, interval: BusyInterval): void
  onMoment(name: MomentName): void
  /** Sends what is kept. */
  release(phase: Phase): void
}

/** Options of {@link createStartupBuffer}; the timers are for tests. */
export interface StartupBufferOptions {
  subscribers: ReadonlySet<Subscriber>
  lifecycle: Pick<Lifecycle, 'moments' | 'bornAtMs' | 'isFromStart'>
  /** Called before `send`. */
  onTake: (evidence: Evidence, interval: BusyInterval) => void
  send: (evidence: Evidence) => void
  timers?: Pick<typeof realTimers, 'setTimeout'>
  readNowMs?: () => number
}

/** A thread that does not listen by then is taken for one that does not serve. */
export const UNDECIDED_MS = 3000

/** Creates the start-up buffer of one thread. */
export function createStartupBuffer(options: StartupBufferOptions): StartupBuffer {
  const { subscribers, lifecycle, onTake, send, timers = realTimers, readNowMs = nowMs } = options
  const kept: Evidence[] = []
  const release = (phase: Phase) => {
    for (const evidence of kept.splice(0)) send({ ...evidence, phase })
  }
  const isUndecided = ({ phase }: Evidence) =>
    phase === 'running' &&
    lifecycle.isFromStart &&
    !READY_MOMENTS.some(name => lifecycle.moments.has(name)) &&
    [...subscribers].every(({ isAsserting, runFile }) => !isAsserting && runFile === undefined)
  return {
    take: (evidence, interval) => {
      onTake(evidence, interval)
      const leftMs = lifecycle.bornAtMs + UNDECIDED_MS - readNowMs()
      if (leftMs <= 0 || !isUndecided(evidence)) return send(evidence)
      if (kept.length === 0) timers.setTimeout(() => release('running'), leftMs).unref()
      kept.push(evidence)
    },
    onMoment: name => {
      if (name === 'listening' || name === 'ready') release('startup')
      else if (name === 'testing' || name === 'ending') release('running')
    },
    release,
  }
}
