import { expect, test } from 'vitest'
import type { CheckResult } from '../../../../src/cli/doctor/checks.js'
import { formatDoctor } from '../../../../src/cli/doctor/command.js'

const named: CheckResult = {
  title: 'JavaScript',
  mechanism: 'interrupts',
  state: 'works',
  said: 'countPrimes (javascript, exact)',
}
const missed: CheckResult = {
  title: 'JSON.parse',
  mechanism: 'safepoints',
  state: 'fails',
  said: 'expected a block, got none',
}
const place = { version: '1.2.3', node: 'v24.0.0', platform: 'linux' }

test('says of each check what was named, or that it should have been', () => {
  expect(formatDoctor([named, missed], place)).toBe(`loophound 1.2.3, Node.js v24.0.0, linux

blocked by          named by     works  what was named, or why not
JavaScript          interrupts   yes    countPrimes (javascript, exact)
JSON.parse          safepoints   NO     expected a block, got none

1 of 2 should work here and did not.
`)
})

test('what cannot work here is no defect', () => {
  const off: CheckResult = { ...missed, state: 'cannot', said: 'permission-model' }
  expect(formatDoctor([named, off], place)).toContain(
    'off    permission-model\n\nAll mechanisms available here work.\n',
  )
})

test('names another runtime by its own name', () => {
  expect(formatDoctor([named], { ...place, node: 'Bun 1.4.5' })).toMatch(/^loophound 1\.2\.3, Bun 1\.4\.5, linux\n/)
})
