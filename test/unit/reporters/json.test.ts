import { describe, expect, it } from 'vitest'
import { formatJson } from '../../../src/reporters/json.js'
import { fullReport, unjudgedReport } from './sample-report.js'

describe('formatJson', () => {
  it('keeps all of a report', () => {
    expect(JSON.parse(formatJson(fullReport))).toEqual(fullReport)
  })

  it('ends with a line break', () => {
    expect(formatJson(fullReport)).toMatch(/\}\n$/)
  })

  it('keeps what is not judged whole', () => {
    expect(JSON.parse(formatJson(unjudgedReport))).toEqual(JSON.parse(JSON.stringify(unjudgedReport)))
  })
})
