import { describe, expect, test } from 'vitest'
import { createProgress } from '../../../../src/cli/run/progress.js'

const ESC = String.fromCharCode(27)

function createScreen(tallies: { count: number; worstMs: number }[], columns = 80) {
  const drawn: string[] = []
  let tick = () => {}
  const repeat = (callback: () => void) => {
    tick = callback
    return () => {
      tick = () => {}
    }
  }
  const readTally = () => tallies.shift() ?? { count: 0, worstMs: 0 }
  const progress = createProgress({ draw: control => drawn.push(control), columns, readTally, repeat })
  return { drawn, tick: () => tick(), progress }
}

describe('createProgress', () => {
  test('shows blocks so far and the worst, behind the cursor, and clears its line at the end', () => {
    const { drawn, tick, progress } = createScreen([{ count: 2, worstMs: 120 }])
    tick()
    progress.stop()
    expect(drawn).toEqual([`${ESC}7loophound: 2 blocks so far, worst 120 ms${ESC}[K${ESC}8`, `${ESC}[K`])
  })

  test('draws nothing while nothing blocks', () => {
    const { drawn, tick, progress } = createScreen([])
    tick()
    progress.stop()
    expect(drawn).toEqual([])
  })

  test('draws only what is new', () => {
    const { drawn, tick } = createScreen([
      { count: 1, worstMs: 60 },
      { count: 1, worstMs: 60 },
      { count: 2, worstMs: 60 },
    ])
    for (let round = 0; round < 3; round++) tick()
    expect(drawn.length).toBe(2)
  })

  test('never fills the last column, which would wrap', () => {
    const { drawn, tick } = createScreen([{ count: 2, worstMs: 120 }], 20)
    tick()
    expect(drawn).toEqual([`${ESC}7loophound: 2 blocks${ESC}[K${ESC}8`])
  })

  test('does nothing where there is no terminal', () => {
    const repeat = () => {
      throw new Error('started a timer')
    }
    createProgress({ columns: 80, readTally: () => ({ count: 1, worstMs: 1 }), repeat }).stop()
  })
})
