/** Time between heartbeats for a threshold: a fifth of it, from 1 to 10 ms. */
export function findHeartbeatIntervalMs(thresholdMs: number): number {
  return Math.max(1, Math.min(10, Math.floor(thresholdMs / 5)))
}

/** Most samples kept of one block; the watchdog asks for no more either. */
export const MAX_SAMPLES = 64

/** First sample after this part of the threshold: early enough for two more before the block counts, late enough to leave short work alone. */
const FIRST_SAMPLE_RATIO = 0.4

/** How late the loop must be for the first sample, in ms. */
export function findFirstSampleMs(thresholdMs: number): number {
  return thresholdMs * FIRST_SAMPLE_RATIO
}

/**
 * Time to the next sample of a block, in ms: 10 for the first 24, then longer by a fifth each, so that the 64th is taken after about a minute.
 *
 * @param sampleCount Samples taken of this block so far.
 */
export function findSampleIntervalMs(sampleCount: number): number {
  return 10 * GROWTH ** Math.max(0, sampleCount - EVEN_SAMPLES)
}

const EVEN_SAMPLES = 24
const GROWTH = 1.2

/** Whether a hang is to be reported now: at `hangAfterMs` and at each doubling of it. */
export function isHangDue(lateMs: number, hangAfterMs: number, reportCount: number): boolean {
  return lateMs >= hangAfterMs * 2 ** reportCount
}
