import { describe, expect, test } from 'vitest'
import { formatJson } from '../../../src/reporters/json.js'
import { fullReport, unjudgedReport } from './sample-report.js'

describe('formatJson', () => {
  test('keeps all of a report', () => {
    expect(JSON.parse(formatJson(fullReport))).toEqual(fullReport)
  })

  test('ends with a line break', () => {
    expect(formatJson(fullReport)).toMatch(/\}\n$/)
  })

  test('keeps what is not judged whole', () => {
    expect(JSON.parse(formatJson(unjudgedReport))).toEqual(JSON.parse(JSON.stringify(unjudgedReport)))
  })
})
