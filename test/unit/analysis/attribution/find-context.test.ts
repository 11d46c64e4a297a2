import { expect, test } from 'vitest'
import { findContext } from '../../../../src/analysis/attribution/callback.js'
import type { Evidence } from '../../../../src/model/evidence.js'
import { createEvidence, createSample, listAttributed, own } from '../fake-evidence.js'

/** One sample every 10 ms, each of the request with that name, or of none. */
function evidenceOf(...requests: (string | undefined)[]): Evidence {
  const samples = requests.map((request, index) =>
    createSample(10 + 10 * index, [own('work')], request === undefined ? {} : { context: { request } }),
  )
  return createEvidence(10 * requests.length, samples)
}

test('is that of the heaviest request among the suspects', () => {
  const evidence = evidenceOf('GET /a', 'GET /b', 'GET /b', undefined)
  expect(findContext(evidence, listAttributed(evidence))).toEqual({ request: 'GET /b' })
})

test('is not that of somebody who is not suspected', () => {
  const evidence = evidenceOf('GET /a', 'GET /a', 'GET /b')
  expect(findContext(evidence, listAttributed(evidence).slice(2))).toEqual({ request: 'GET /b' })
  expect(findContext(evidence, listAttributed(evidenceOf(undefined)))).toBeUndefined()
})

test('is that of all samples when nobody is suspected, and of none when they differ', () => {
  expect(findContext(evidenceOf('GET /a', undefined, 'GET /a'), undefined)).toEqual({ request: 'GET /a' })
  expect(findContext(evidenceOf('GET /a', 'GET /b'), undefined)).toBeUndefined()
  expect(findContext(evidenceOf(), undefined)).toBeUndefined()
})
