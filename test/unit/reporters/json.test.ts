import { describe, expect, it } from 'vitest'
import { formatJson } from '../../../src/reporters/json.js'
import { fullReport } from './sample-report.js'

describe('formatJson', () => {
  it('keeps all of a report', () => {
    expect(JSON.parse(formatJson(fullReport))).toEqual(fullReport)
  })

  it('ends with a line break', () => {
    expect(formatJson(fullReport)).toMatch(/\}\n$/)
  })
})
