import { expect, test } from 'vitest'
import { createInstrumentSwitch } from '../../../src/agent/optional-instruments.js'

test('starts the probe when it is switched on, once, and stops it when it is switched off', () => {
  const calls: string[] = []
  const create = () => {
    calls.push('start')
    return { stop: () => void calls.push('stop') }
  }
  const probes = createInstrumentSwitch(create)
  expect(probes.instrument).toBeUndefined()
  probes.set(false)
  probes.set(true)
  probes.set(true)
  expect(probes.instrument).toBeDefined()
  probes.set(false)
  expect({ calls, probe: probes.instrument }).toEqual({ calls: ['start', 'stop'], probe: undefined })
})
