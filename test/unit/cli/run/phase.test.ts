import { describe, expect, test } from 'vitest'
import { findPhase, type ThreadLife } from '../../../../src/cli/run/phase.js'
import type { Block } from '../../../../src/model/block.js'
import type { Phase } from '../../../../src/model/phase.js'
import { fullBlock } from '../../reporters/sample-report.js'

const bornAtMs = Date.parse('2026-03-01T10:00:00.000Z')
const life: ThreadLife = { moments: {}, bornAtMs, startupLimitMs: 30_000 }

/** A block of 100 ms that begins so long after the thread. */
function createBlock(startMs: number, phase: Phase = 'running'): Block {
  return { ...fullBlock, startedAt: new Date(bornAtMs + startMs).toISOString(), durationMs: 100, phase }
}

describe('findPhase', () => {
  test('keeps what the thread itself knew where nothing else is known', () => {
    const phases: Phase[] = ['startup', 'running', 'ending']
    expect(phases.map(phase => findPhase(createBlock(500, phase), life))).toEqual(phases)
  })

  test.each(['listening', 'ready', 'testing'] as const)('takes for start-up what was over before it was %s', name => {
    const known = { ...life, moments: { evaluated: bornAtMs + 400, [name]: bornAtMs + 1000 } }
    expect(findPhase(createBlock(500), known)).toBe('startup')
    expect(findPhase(createBlock(900), known)).toBe('startup')
    expect(findPhase(createBlock(1000), known)).toBe('running')
  })

  test('allows for times that were cut to whole milliseconds', () => {
    const known = { ...life, moments: { listening: bornAtMs + 1000 } }
    expect(findPhase(createBlock(902), known)).toBe('startup')
    expect(findPhase(createBlock(903), known)).toBe('running')
  })

  test('takes for the end what shows nobody right before the loop had run empty: Node waits there for tasks of its own', () => {
    const known = { ...life, moments: { listening: bornAtMs + 100, ending: bornAtMs + 605 } }
    const named = createBlock(500)
    const { culprit: _, ...unnamed } = named
    const drain = { ...unnamed, time: { cpuMs: 10, waitMs: 0, gcMs: 0 } }
    expect(findPhase(drain, known)).toBe('ending')
    expect(findPhase(named, known)).toBe('running')
    expect(findPhase({ ...unnamed, time: { cpuMs: 90, gcMs: 0 } }, known)).toBe('running')
    expect(findPhase({ ...unnamed, time: { gcMs: 0 } }, known)).toBe('running')
    expect(findPhase(drain, { ...known, moments: { ...known.moments, ending: bornAtMs + 700 } })).toBe('running')
  })

  test('takes the first of several moments', () => {
    const moments = { testing: bornAtMs + 300, listening: bornAtMs + 1000 }
    expect(findPhase(createBlock(500), { ...life, moments })).toBe('running')
  })

  test('takes for start-up what came before the first block of a thread that was found to run tests', () => {
    const known = { ...life, moments: { evaluated: bornAtMs + 100, tests: bornAtMs + 1000 } }
    expect(findPhase(createBlock(500), known)).toBe('startup')
    expect(findPhase(createBlock(1000), known)).toBe('running')
    expect(findPhase(createBlock(500), { ...known, moments: { ...known.moments, testing: bornAtMs + 300 } })).toBe(
      'running',
    )
  })

  test.each(['evaluated', 'serving', 'ending'] as const)('learns nothing of start-up from when it was %s', name => {
    expect(findPhase(createBlock(500), { ...life, moments: { [name]: bornAtMs + 1000 } })).toBe('running')
  })

  test('takes for running what began after the limit of start-up, whatever the thread does later', () => {
    const known = { ...life, moments: { listening: bornAtMs + 60_000 }, startupLimitMs: 5000 }
    expect(findPhase(createBlock(4900), known)).toBe('startup')
    expect(findPhase(createBlock(5001), known)).toBe('running')
    expect(findPhase(createBlock(5001, 'startup'), known)).toBe('running')
  })

  test('takes for ending what began after the command was asked to end', () => {
    const known = { ...life, endingAtMs: bornAtMs + 2000 }
    expect(findPhase(createBlock(1999), known)).toBe('running')
    expect(findPhase(createBlock(2001), known)).toBe('ending')
  })

  test('lets a signal make no start-up of a thread its ending', () => {
    expect(findPhase(createBlock(500, 'startup'), { ...life, endingAtMs: bornAtMs + 200 })).toBe('startup')
  })

  test('leaves ending what the thread itself knew to be, after the limit and before a server listens', () => {
    const known = { ...life, moments: { listening: bornAtMs + 9000 }, startupLimitMs: 100 }
    expect(findPhase(createBlock(500, 'ending'), known)).toBe('ending')
  })
})
