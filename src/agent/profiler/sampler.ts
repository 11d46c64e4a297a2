import { pathToFileURL } from 'node:url'
import type { Capability } from '../../model/report.js'
import { INTERRUPT_URL } from '../../protocol/interrupt.js'
import { nowMs as readNowMs } from '../../system/clock.js'
import { findOffReason } from '../../system/runtime.js'
import { heartbeatCode } from '../clock/heartbeat.js'
import { clockCode } from '../clock/iteration-clock.js'
import { captureCode } from '../stacks/capture.js'
import { wrapperCode } from '../stacks/safepoint-wrapper.js'
import { type CodeRange, isWithin } from '../stacks/stack.js'
import { createProfileSession, findBystander, type ProfileSession } from './profile-session.js'
import { type FunctionPlace, type ProfileSlice, sliceProfile } from './profile-slice.js'

/**
 * A CPU profile of the calling thread that always runs, and is read only when there was a block. It sees what takes no interrupts, native
 * addons too. On Linux its signal makes libuv forget how long the loop was idle, so that whoever reads idle times misreads them.
 */
export interface Sampler {
  readonly capability: Capability
  /** What it saw in an interval that has just ended; `undefined` when it is off. */
  read(startMs: number, endMs: number): ProfileSlice | undefined
  /** Throws away what nobody has asked for, now and then; returns whether that took time. */
  rest(atMs: number): boolean
  /** What starting, rotating and reading has taken so far, in ms. */
  readonly pausedMs: number
  stop(): void
}

/** Options of {@link createSampler}; the last three are for tests. */
export interface SamplerOptions {
  /** Time between two samples, in ms. */
  intervalMs: number
  createSession?: (intervalMs: number) => ProfileSession
  findBystander?: () => string | undefined
  nowMs?: () => number
}

/** Starts the sampler. Never throws: what cannot work here is off, with its reason. */
export function createSampler(options: SamplerOptions): Sampler {
  const { intervalMs, createSession, findBystander, nowMs } = { ...REAL, ...options }
  let capability: Capability = { state: 'on' }
  let session: ProfileSession | undefined
  let pausedMs = 0
  let rotatedMs = 0

  const turnOff = (reason: string) => {
    session?.stop()
    session = undefined
    capability = { state: 'off', reason }
  }
  /** What fails ends the sampler, never the app. */
  const pause = <T>(act: () => T): T | undefined => {
    const startMs = nowMs()
    try {
      return act()
    } catch (error) {
      turnOff(findOffReason(error))
      return undefined
    } finally {
      rotatedMs = nowMs()
      pausedMs += rotatedMs - startMs
    }
  }
  pause(() => {
    expectNobody(findBystander())
    session = createSession(intervalMs)
  })
  return {
    get capability() {
      return capability
    },
    read: (startMs, endMs) => pause(() => slice(session?.swap(), startMs, endMs)),
    rest: atMs => {
      if (session === undefined || atMs - rotatedMs < ROTATE_MS) return false
      pause(() => {
        expectNobody(findBystander())
        session?.swap()
      })
      return true
    },
    get pausedMs() {
      return pausedMs
    },
    stop: () => turnOff('stopped'),
  }
}

const REAL = { createSession: createProfileSession, findBystander, nowMs: readNowMs }

/** A profile of this length has some hundred samples and takes less than a millisecond to end. */
const ROTATE_MS = 2000

// Caught above: the message is the reason.
function expectNobody(bystander: string | undefined): void {
  if (bystander !== undefined) throw new Error(bystander)
}

function slice(profile: ReturnType<ProfileSession['swap']>, startMs: number, endMs: number): ProfileSlice | undefined {
  return profile && sliceProfile(profile, { startMs, endMs, isSafepoint, isCapture, isOwn })
}

const isSafepoint = createPlaceTest(wrapperCode)
const isCaptureCode = createPlaceTest(captureCode)
const ownTests = [clockCode, heartbeatCode].map(createPlaceTest)

function isOwn(place: FunctionPlace): boolean {
  return ownTests.some(isWithinOwn => isWithinOwn(place))
}

function isCapture(place: FunctionPlace): boolean {
  return place.url === INTERRUPT_URL || isCaptureCode(place)
}

function createPlaceTest(range: CodeRange): (place: FunctionPlace) => boolean {
  const ownUrl = toUrl(range.first?.file)
  const file = range.first?.file ?? null
  return ({ url, line, column }) =>
    url === ownUrl && isWithin(range, { function: null, typeName: null, file, line, column })
}

// Stacks know CommonJS by its path, profiles by its URL.
function toUrl(file: string | null | undefined): string | undefined {
  if (!file) return undefined
  return file.startsWith('file:') ? file : pathToFileURL(file).href
}
