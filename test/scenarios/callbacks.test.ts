import { fileURLToPath } from 'node:url'
import { describe, expect, type TaskMeta, test } from 'vitest'
import type { Block } from '../../src/model/block.js'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'
import { tellIfSure } from '../repeats/budget.js'
import { findDisturbance } from './find-disturbance.js'
import { runProgram } from './run-program.js'

describe.each(findOldestAndNewest())('on $name', ({ execPath }) => {
  test('hooks tell many short callbacks from one long one, count them and say where they were scheduled', async ({
    task,
  }) => {
    const { blocks, stderr, exitCode } = await runNamed(task, 'timer-burst.cjs', execPath, 'pollSensor')
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    for (const { callback } of blocks) {
      // A hundred timers, the immediate before them, and what the program itself waits with.
      expect(callback.count).toBeGreaterThan(100)
      expect(callback.count).toBeLessThan(107)
    }
    const places = blocks.map(({ callback }) => callback.scheduledAt?.[0])
    expect(places).toEqual(blocks.map(() => expect.objectContaining({ file: expect.stringMatching(/timer-burst/) })))
  })

  test('hooks leave one long callback one long callback', async ({ task }) => {
    const { blocks } = await runNamed(task, 'js-loop-in-timer.cjs', execPath, 'countPrimes')
    for (const { cause, callback } of blocks) {
      expect({ cause, type: callback.type }, tellIfSure(blocks)).toEqual({ cause: 'javascript', type: 'Timeout' })
      expect(callback.count).toBeLessThan(6)
      expect(callback.scheduledAt?.[0]).toMatchObject({ function: 'takeTurn' })
    }
  })

  test('hooks, or the async context of jobs, tell jobs apart that were queued at once', async ({ task }) => {
    const { blocks } = await runNamed(task, 'promise-all-of-short-jobs.mjs', execPath, 'scorePage')
    expect(blocks.map(({ cause }) => cause)).toContain('microtasks')
  })
})

/** The blocks of a program with callbacks timed. On a machine that is busy some have no name, or are its fault: they are left out. */
async function runNamed({ meta }: { meta: TaskMeta }, program: string, execPath: string, culprit: string) {
  const file = fileURLToPath(new URL(`programs/pathologies/${program}`, import.meta.url))
  const run = await runProgram(file, { execPath, settings: { callbacks: { origins: true } } })
  meta.disturbance = findDisturbance(run)
  const blocks = run.blocks.filter(block => isNamed(block, culprit))
  expect(blocks.length, run.blocks.map(({ why }) => why).join('\n')).toBeGreaterThan(0)
  return { ...run, blocks }
}

function isNamed({ culprit, cause, confidence }: Block, name: string): boolean {
  return culprit?.function === name && cause !== 'starved' && ['exact', 'likely'].includes(confidence)
}
