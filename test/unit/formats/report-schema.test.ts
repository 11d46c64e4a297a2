import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { reportShape } from '../../../src/formats/report.js'
import { fullReport, judgedReport } from '../reporters/sample-report.js'
import { listSchemaFields, listShapeFields, type Schema } from './list-fields.js'

const schema: Schema & { $defs: Record<string, Schema> } = JSON.parse(
  readFileSync(new URL('../../../schema/report.schema.json', import.meta.url), 'utf8'),
)

function compileSchema(): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true })
  addFormats.default(ajv)
  return ajv.compile(schema)
}

function resolve(node: Schema): Schema {
  const name = node.$ref?.replace('#/$defs/', '')
  return name === undefined ? node : (schema.$defs[name] ?? {})
}

function listObjects(node: unknown): Schema[] {
  if (typeof node !== 'object' || node === null) return []
  const inner = Object.values(node).flatMap(listObjects)
  return 'properties' in node && 'type' in node ? [node as Schema, ...inner] : inner
}

describe('report.schema.json', () => {
  test('accepts a report with every field set', () => {
    const validate = compileSchema()
    validate(JSON.parse(JSON.stringify(judgedReport)))
    expect(validate.errors).toBeNull()
  })

  test('has exactly the fields of the model, optional where the model says so', () => {
    expect(listSchemaFields(schema, resolve).sort()).toEqual(listShapeFields(reportShape).sort())
  })

  test('allows no other fields anywhere', () => {
    const validate = compileSchema()
    expect(validate({ ...fullReport, extra: 1 })).toBe(false)
    expect(listObjects(schema).filter(object => object.additionalProperties !== false)).toEqual([])
  })

  test('refuses an unknown cause and another schema version', () => {
    const validate = compileSchema()
    const [block] = fullReport.blocks
    expect(validate({ ...fullReport, schemaVersion: 3 })).toBe(false)
    expect(validate({ ...fullReport, blocks: [{ ...block, cause: 'magic' }] })).toBe(false)
  })
})
