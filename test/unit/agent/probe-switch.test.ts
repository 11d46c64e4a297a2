import { expect, test } from 'vitest'
import { createProbeSwitch } from '../../../src/agent/optional-instruments.js'

test('starts the probe when it is switched on, once, and stops it when it is switched off', () => {
  const calls: string[] = []
  const create = () => {
    calls.push('start')
    return { stop: () => void calls.push('stop') }
  }
  const probes = createProbeSwitch(create)
  expect(probes.probe).toBeUndefined()
  probes.set(false)
  probes.set(true)
  probes.set(true)
  expect(probes.probe).toBeDefined()
  probes.set(false)
  expect({ calls, probe: probes.probe }).toEqual({ calls: ['start', 'stop'], probe: undefined })
})
