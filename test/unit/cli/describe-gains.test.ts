import { expect, it } from 'vitest'
import { describeGains } from '../../../src/cli/describe-gains.js'
import type { HandOver } from '../../../src/executor/measure-hand-over.js'
import { REMEDIES } from '../../../src/model/remedies.js'
import type { Offender } from '../../../src/model/report.js'

const handOver: HandOver = { roundTripMs: 0.4, copyMsPerMb: 9, parseMsPerMb: 7, isMeasured: true }

const offender = (cause: Offender['cause'], worstMs: number, more: Partial<Offender> = {}): Offender => ({
  fingerprint: '0123456789ab',
  cause,
  confidence: 'exact',
  why: 'it was seen',
  stack: [],
  callbackType: 'Timeout',
  count: 1,
  worstMs,
  totalMs: worstMs,
  ...(REMEDIES[cause] ? { remedy: REMEDIES[cause] } : {}),
  ...more,
})

async function tell(subject: Offender, measured = handOver): Promise<string | undefined> {
  const [described] = await describeGains([subject], async () => measured)
  return described?.remedy?.gain
}

it('weighs the block against the hand-over', async () => {
  expect(await tell(offender('javascript', 120))).toBe(
    'Moving it trades 120 ms of block for 0.4 ms of hand-over, and 9 ms for each MB of objects to copy.',
  )
})

it('does not round a short hand-over to nothing', async () => {
  expect(await tell(offender('javascript', 120), { ...handOver, roundTripMs: 0.0312 })).toContain(
    '0.03 ms of hand-over',
  )
})

it('says «about» where nothing could be measured', async () => {
  expect(await tell(offender('native', 120), { ...handOver, isMeasured: false })).toBe(
    'Moving it trades 120 ms of block for about 0.4 ms of hand-over, and about 9 ms for each MB of objects to copy.',
  )
})

it('advises to split what is short beside its copies', async () => {
  expect(await tell(offender('javascript', 12))).toBe(
    'Not worth moving with much data: handing over takes 0.4 ms, and 9 ms for each MB of objects; split it instead, with yieldToLoop() of loophound/executor.',
  )
})

it('advises to split JSON, since copying what was parsed takes as long as parsing it', async () => {
  expect(await tell(offender('json', 120))).toBe(
    'Not worth moving if all of it has to be copied: that takes 9 ms a MB here, parsing it 7 ms; split it instead, or move what is done with it too.',
  )
  expect(await tell(offender('json', 120), { ...handOver, copyMsPerMb: 1 })).toMatch(/^Moving it trades 120 ms/)
})

it('measures nothing when nothing should move', async () => {
  const offenders = [
    offender('file-system', 120),
    offender('crypto', 120, { remedy: { advice: 'Call crypto.scrypt.', asyncTwin: 'crypto.scrypt', executor: true } }),
    offender('javascript', 120, { excused: 'ignored' }),
  ]
  const measure = () => Promise.reject(new Error('measured'))
  expect(await describeGains(offenders, measure)).toEqual(offenders)
})
