import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { fullReport, judgedReport } from '../reporters/sample-report.js'

const schema: object = JSON.parse(readFileSync(new URL('../../../schema/report.schema.json', import.meta.url), 'utf8'))

function compileSchema(): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true })
  addFormats.default(ajv)
  return ajv.compile(schema)
}

function listObjects(node: unknown): object[] {
  if (typeof node !== 'object' || node === null) return []
  const inner = Object.values(node).flatMap(listObjects)
  return 'properties' in node && 'type' in node ? [node, ...inner] : inner
}

describe('report.schema.json', () => {
  test('accepts a report with every field set', () => {
    const validate = compileSchema()
    validate(JSON.parse(JSON.stringify(judgedReport)))
    expect(validate.errors).toBeNull()
  })

  test('allows no other fields anywhere', () => {
    const validate = compileSchema()
    expect(validate({ ...fullReport, extra: 1 })).toBe(false)
    expect(listObjects(schema).filter(object => Reflect.get(object, 'additionalProperties') !== false)).toEqual([])
  })

  test('refuses an unknown cause and another schema version', () => {
    const validate = compileSchema()
    const [block] = fullReport.blocks
    expect(validate({ ...fullReport, schemaVersion: 3 })).toBe(false)
    expect(validate({ ...fullReport, blocks: [{ ...block, cause: 'magic' }] })).toBe(false)
  })
})
