import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { reportShape } from '../../../src/cli/report-shape.js'
import type { AnyShape } from '../../../src/cli/shape.js'
import { fullReport, judgedReport } from '../reporters/sample-report.js'

interface Schema {
  $ref?: string
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  enum?: string[]
}

const schema: Schema & { $defs: Record<string, Schema> } = JSON.parse(
  readFileSync(new URL('../../../schema/report.schema.json', import.meta.url), 'utf8'),
)

function compileSchema(): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true })
  addFormats.default(ajv)
  return ajv.compile(schema)
}

function resolve(node: Schema | undefined): Schema {
  const name = node?.$ref?.replace('#/$defs/', '')
  return (name === undefined ? node : schema.$defs[name]) ?? {}
}

/** `path` of every field, with `?` where it is optional. */
function listShapeFields(shape: AnyShape, at = ''): string[] {
  if (shape.items) return listShapeFields(shape.items, `${at}[]`)
  return Object.entries(shape.fields ?? {}).flatMap(([name, field]) => {
    const isOptional = 'optional' in field
    const inner = isOptional ? field.optional : field
    return [`${at}.${name}${isOptional ? '?' : ''}`, ...listShapeFields(inner, `${at}.${name}`)]
  })
}

function listSchemaFields(node: Schema, at = ''): string[] {
  const { items, additionalProperties, properties = {}, required = [] } = node
  if (items) return listSchemaFields(resolve(items), `${at}[]`)
  if (typeof additionalProperties === 'object') return listSchemaFields(resolve(additionalProperties), `${at}[]`)
  return Object.entries(properties).flatMap(([name, property]) => [
    `${at}.${name}${required.includes(name) ? '' : '?'}`,
    ...listSchemaFields(resolve(property), `${at}.${name}`),
  ])
}

function listObjects(node: unknown): Schema[] {
  if (typeof node !== 'object' || node === null) return []
  const inner = Object.values(node).flatMap(listObjects)
  return 'properties' in node && 'type' in node ? [node as Schema, ...inner] : inner
}

describe('report.schema.json', () => {
  it('accepts a report with every field set', () => {
    const validate = compileSchema()
    validate(JSON.parse(JSON.stringify(judgedReport)))
    expect(validate.errors).toBeNull()
  })

  it('has exactly the fields of the model, optional where the model says so', () => {
    expect(listSchemaFields(schema).sort()).toEqual(listShapeFields(reportShape).sort())
  })

  it('allows no other fields anywhere', () => {
    const validate = compileSchema()
    expect(validate({ ...fullReport, extra: 1 })).toBe(false)
    expect(listObjects(schema).filter(object => object.additionalProperties !== false)).toEqual([])
  })

  it('refuses an unknown cause and another schema version', () => {
    const validate = compileSchema()
    const [block] = fullReport.blocks
    expect(validate({ ...fullReport, schemaVersion: 3 })).toBe(false)
    expect(validate({ ...fullReport, blocks: [{ ...block, cause: 'magic' }] })).toBe(false)
  })
})
