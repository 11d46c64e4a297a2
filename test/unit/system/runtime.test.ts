import { expect, test } from 'vitest'
import type { Capabilities } from '../../../src/model/report.js'
import { describeUnmeasured, findRuntime, lacks, limitCapabilities } from '../../../src/system/runtime.js'

const NODE = { node: '26.3.0' }

test('on Node.js nothing is missing, and nothing is said', () => {
  const runtime = findRuntime(NODE, true)
  expect(runtime).toMatchObject({ label: 'v26.3.0', isNode: true, isMeasured: true, missing: [] })
  expect(runtime).not.toHaveProperty('warning')
  expect(findRuntime(NODE, false)).toEqual(runtime)
})

test('Bun, which says that it is Node.js too, is measured in its main thread and names nothing', () => {
  const runtime = findRuntime({ ...NODE, bun: '1.4.5' }, true)
  expect(runtime).toMatchObject({ label: 'Bun 1.4.5', isNode: false, isMeasured: true })
  expect(runtime.warning).toBe(
    'on Bun 1.4.5 loophound tells how long the loop was blocked but not which line did it, since code cannot be interrupted there',
  )
})

test('a worker thread of Bun, and any thread of Deno, is not measured', () => {
  expect(findRuntime({ ...NODE, bun: '1.4.5' }, false)).toMatchObject({
    isMeasured: false,
    offReason: 'not supported by Bun 1.4.5 in worker threads',
  })
  for (const isMainThread of [true, false]) {
    expect(findRuntime({ ...NODE, deno: '2.9.6' }, isMainThread)).toMatchObject({
      label: 'Deno 2.9.6',
      isMeasured: false,
      offReason: 'not supported by Deno 2.9.6',
      warning: 'loophound measures nothing on Deno 2.9.6, which does not tell how long its loop waits for events',
    })
  }
})

test('what is missing is off with the reason, and what is not stays as it is', () => {
  const limited = limitCapabilities(EVERYTHING_ON, findRuntime({ ...NODE, bun: '1.4.5' }, true))
  const off = { state: 'off', reason: 'not supported by Bun 1.4.5' }
  expect(limited).toMatchObject({
    iterationClock: { state: 'on' },
    heartbeat: { state: 'on' },
    watchdog: { state: 'on' },
  })
  expect(limited).toMatchObject({
    interrupts: off,
    safepoints: off,
    sampler: off,
    delay: off,
    requests: off,
    callbacks: off,
  })
  expect(limitCapabilities(EVERYTHING_ON, findRuntime(NODE, true))).toEqual(EVERYTHING_ON)
})

test('lacks what is missing, and everything where nothing is measured', () => {
  expect(lacks(findRuntime(NODE, true), 'delay')).toBe(false)
  expect(lacks(findRuntime({ ...NODE, bun: '1.4.5' }, true), 'delay')).toBe(true)
  expect(lacks(findRuntime({ ...NODE, bun: '1.4.5' }, true), 'threadTime')).toBe(false)
  expect(lacks(findRuntime({ ...NODE, deno: '2.9.6' }, true), 'threadTime')).toBe(true)
})

test('where nothing is measured every mechanism is off', () => {
  const capabilities = describeUnmeasured({ offReason: 'not supported by Deno 2.9.6' })
  expect(Object.keys(capabilities).sort()).toEqual(Object.keys(EVERYTHING_ON).sort())
  for (const capability of Object.values(capabilities))
    expect(capability).toEqual({ state: 'off', reason: 'not supported by Deno 2.9.6' })
})

const ON = { state: 'on' } as const
const EVERYTHING_ON: Capabilities = {
  iterationClock: ON,
  heartbeat: ON,
  watchdog: ON,
  interrupts: ON,
  safepoints: ON,
  sampler: ON,
  delay: ON,
  threadTime: ON,
  requests: ON,
  callbacks: ON,
}
