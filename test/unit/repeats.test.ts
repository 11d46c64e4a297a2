import { describe, expect, test } from 'vitest'
import { readRecordings } from '../recorded/recording.js'
import { mayRepeat, tellIfSure, WRONG_FOR_SURE } from '../repeats/budget.js'
import { comparePressure, explainPressure, startMeasuring } from '../repeats/pressure.js'
import { findDisturbance } from '../scenarios/find-disturbance.js'
import type { ProgramRun, Truth } from '../scenarios/run-program.js'

const once = { why: 'it had no core', message: 'got none' }

describe('a run is repeated', () => {
  test('when a measurement says why, twice at most', () => {
    expect(mayRepeat([], 'it had no core', 'got none')).toBe(true)
    expect(mayRepeat([once], 'it had no core', 'got none')).toBe(true)
    expect(mayRepeat([once, once], 'it had no core', 'got none')).toBe(false)
  })

  test('never without a measurement', () => {
    expect(mayRepeat([], undefined, 'got none')).toBe(false)
  })

  test('never when something was named wrong for sure', () => {
    const told = tellIfSure([{ confidence: 'likely' }, { confidence: 'exact' }])
    expect(mayRepeat([], 'it had no core', `${told}: expected json`)).toBe(false)
    expect(told).toBe(WRONG_FOR_SURE)
    expect(mayRepeat([], 'it had no core', tellIfSure([{ confidence: 'likely' }]))).toBe(true)
  })
})

describe('the pressure on the cores', () => {
  const before = { atMs: 1000, waitingMs: 500, stolenMs: 40, coreCount: 2 }

  test('is told as shares of the time', () => {
    const after = { ...before, atMs: 3000, waitingMs: 1500, stolenMs: 240 }
    expect(comparePressure(before, after)).toEqual({ durationMs: 2000, waitingShare: 0.5, stolenShare: 0.05 })
  })

  test('explains a failure from a wait in two fifths of the time on, or from stolen time on', () => {
    const calm = { durationMs: 2000, waitingShare: 0.3, stolenShare: 0.01 }
    expect(explainPressure(calm)).toBeUndefined()
    expect(explainPressure({ ...calm, waitingShare: 0.5 })).toBe('something waited for a core 50 % of the time')
    expect(explainPressure({ ...calm, stolenShare: 0.05 })).toBe("5 % of the cores' time was stolen")
  })

  test('explains nothing where no process ran', () => {
    expect(explainPressure({ durationMs: 10, waitingShare: 1, stolenShare: 1 })).toBeUndefined()
  })

  test('is read from the system', () => {
    const { durationMs, waitingShare, stolenShare } = startMeasuring()()
    expect(durationMs).toBeGreaterThan(0)
    expect(waitingShare).toBeGreaterThanOrEqual(0)
    expect(stolenShare).toBeGreaterThanOrEqual(0)
  })
})

describe('the measurements of a run', () => {
  // What was recorded, of blocks with a core for all of their time and of blocks without one for at least half of it.
  const recordings = readRecordings().filter(({ evidence }) => evidence)
  const readWaitMs = ({ truth, evidence }: (typeof recordings)[number]) =>
    Math.max(truth.waitMs + truth.stolenMs, evidence?.threadTime?.waitMs ?? 0, evidence?.helperWaitMs ?? 0)
  const calm = recordings.filter(recording => readWaitMs(recording) < 4 && !recording.truth.isCut)
  const starved = recordings.filter(recording => readWaitMs(recording) > recording.truth.durationMs / 2)

  test('say nothing of a disturbance where the thread and its watchdog had their cores', () => {
    expect(calm.length).toBeGreaterThan(0)
    expect(calm.flatMap(recording => findDisturbance(createRun(recording)) ?? [])).toEqual([])
  })

  test('say so where one of them had none for half of a block', () => {
    expect(starved.length).toBeGreaterThan(20)
    expect(starved.filter(recording => findDisturbance(createRun(recording)) === undefined)).toEqual([])
  })

  test('say so where the loop turned in mid-block, or something else held it up', () => {
    const [recording] = calm
    const run = createRun(recording ?? expect.fail('no recording'))
    const cut = { ...run, truth: run.truth.map(truth => ({ ...truth, isCut: true })) }
    expect(findDisturbance(cut)).toBe('the loop turned in mid-block')
    expect(findDisturbance({ ...run, longestOtherTurnMs: 90 })).toBe('something else held up the loop for 90 ms')
  })

  function createRun({ truth, evidence }: { truth: Truth; evidence?: ProgramRun['evidence'][number] }): ProgramRun {
    const ending = { exitCode: 0, stdout: '', stderr: '', problems: [] }
    return { ...ending, truth: [truth], longestOtherTurnMs: 2, blocks: [], evidence: evidence ? [evidence] : [] }
  }
})
