import { describe, expect, test } from 'vitest'
import { type Delay, summarizePhases } from '../../../../src/agent/clock/loop-delay.js'
import { createPhaseDelays } from '../../../../src/agent/life/phase-delays.js'

describe('the delay of a server', () => {
  test('counts as start-up what was before it listened, also when the entry was evaluated by then', () => {
    const { delays } = start()
    delays.add(300)
    delays.onMoment('evaluated')
    delays.add(200)
    delays.onMoment('listening')
    delays.add(70)
    expect(readMaxMs(delays)).toEqual({ running: 70, startup: 300 })
    delays.add(90)
    expect(readMaxMs(delays)).toEqual({ running: 90, startup: 300 })
  })

  test('is nothing but start-up before anything else has happened', () => {
    const { delays } = start()
    delays.onMoment('evaluated')
    delays.add(200)
    delays.onMoment('listening')
    expect(readMaxMs(delays)).toEqual({ running: 0, startup: 200 })
  })
})

test.each(['ready', 'testing'] as const)('start-up is over in a thread that is %s', name => {
  const { delays } = start()
  delays.add(200)
  delays.onMoment(name)
  delays.add(70)
  expect(readMaxMs(delays)).toEqual({ running: 70, startup: 200 })
})

describe('the delay of a thread that never listens', () => {
  test('is running from where its entry is evaluated', () => {
    const { delays } = start()
    delays.add(300)
    delays.onMoment('evaluated')
    delays.add(200)
    expect(readMaxMs(delays)).toEqual({ running: 200, startup: 300 })
  })

  test('is running from the first moment where the entry was evaluated before', () => {
    const { delays } = start({ isLoading: false })
    delays.add(200)
    expect(readMaxMs(delays)).toEqual({ running: 200 })
  })

  test('stays what it was when the thread ends', () => {
    const { delays } = start()
    delays.onMoment('evaluated')
    delays.add(200)
    delays.onMoment('ending')
    delays.add(400)
    expect(readMaxMs(delays)).toEqual({ running: 200, ending: 400 })
  })
})

describe('a moment', () => {
  test('never brings back a phase that is over', () => {
    const { delays } = start()
    delays.onMoment('listening')
    delays.onMoment('evaluated')
    delays.add(200)
    delays.onMoment('ending')
    delays.onMoment('testing')
    delays.add(400)
    expect(readMaxMs(delays)).toEqual({ running: 200, ending: 400 })
  })

  test('that changes no phase changes nothing', () => {
    const { delays, log } = start()
    delays.add(200)
    delays.onMoment('serving')
    expect(readMaxMs(delays)).toEqual({ running: 0, startup: 200 })
    expect(log).not.toContain('start 1')
  })

  test('stops the timer of the phase before, which is read first', () => {
    const { delays, log } = start()
    delays.onMoment('evaluated')
    delays.stop()
    expect(log).toEqual(['start 0', 'read 0', 'stop 0', 'start 1', 'stop 1'])
  })
})

test('reading changes nothing', () => {
  const { delays } = start()
  delays.add(200)
  expect(delays.read()).toEqual(delays.read())
})

test('a phase of which nothing was seen is not there', () => {
  expect(start().delays.read()).not.toHaveProperty('phaseDelays')
})

function start({ isLoading = true } = {}) {
  const log: string[] = []
  let count = 0
  const startDelay = (): Delay => {
    const number = count++
    const addedMs: number[] = []
    log.push(`start ${number}`)
    return {
      add: durationMs => addedMs.push(durationMs),
      read: () => {
        log.push(`read ${number}`)
        const intervals = addedMs.map(durationMs => durationMs + RESOLUTION_MS).sort((a, b) => a - b)
        return { samples: intervals.map(intervalMs => ({ intervalMs, count: 1 })), resolutionMs: RESOLUTION_MS }
      },
      stop: () => log.push(`stop ${number}`),
    }
  }
  return { delays: createPhaseDelays(isLoading, startDelay), log }
}

const RESOLUTION_MS = 20

/** The longest delay of each phase that there is. */
function readMaxMs(delays: ReturnType<typeof createPhaseDelays>) {
  const { delay, phaseDelays = {} } = summarizePhases(delays.read())
  const others = Object.entries(phaseDelays).map(([phase, { maxMs }]) => [phase, maxMs])
  return { running: delay?.maxMs, ...Object.fromEntries(others) }
}
