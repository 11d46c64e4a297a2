/** One more run of a test, and why. */
export interface Repeat {
  /** What the measurement of the run before said. */
  why: string
  /** What was wrong with that run. */
  message: string
}

declare module 'vitest' {
  interface TaskMeta {
    repeats?: Repeat[]
    /** What the run that went before has measured of a disturbance. */
    disturbance?: string | undefined
  }
}

/** A test, as far as its runs are concerned. */
interface Test {
  name: string
  meta: { repeats?: Repeat[] }
}

/** How often a test, or a program in it, is run again at most, however it is run. */
const MOST_REPEATS = 2

/** Vitest's settings for it. By these alone nothing is run again: repeat-disturbed.ts says when. Noise comes in bursts, so there is a delay. */
export const NO_RETRY_BY_ITSELF: { count: number; delay: number; condition: RegExp } = {
  count: MOST_REPEATS,
  delay: 500,
  condition: /(?!)/,
}

/** Says that another name or cause than the right one was told with confidence `exact`, or a block where there was none. */
export const WRONG_FOR_SURE = 'named wrong for sure'

/**
 * Takes one more run out of a test's budget, and prints it; see {@link mayRepeat}.
 *
 * @param why what a measurement of the run said of a disturbance, if it did
 * @param message what was wrong with the run
 */
export function takeRepeat({ name, meta }: Test, why: string | undefined, message: string): boolean {
  const repeats = meta.repeats ?? []
  if (!mayRepeat(repeats, why, message)) return false
  meta.repeats = [...repeats, { why, message }]
  console.log(`repeated, since ${why}: ${name}\n${message.replace(/^/gm, '    ')}`)
  return true
}

/**
 * Whether a run may be repeated after these: not without a measurement that says why, not for the third time, and not when something was
 * named wrong for sure, which no noise excuses.
 */
export function mayRepeat(repeats: Repeat[], why: string | undefined, message: string): why is string {
  return why !== undefined && repeats.length < MOST_REPEATS && !message.includes(WRONG_FOR_SURE)
}

/**
 * The message of an assertion about names or causes, for when it fails: whether one of what it is about claims to be sure.
 */
export function tellIfSure(told: { confidence: string }[]): string {
  return told.some(({ confidence }) => confidence === 'exact') ? WRONG_FOR_SURE : 'named with doubt, or not at all'
}
