import type { AnyShape } from '../../../src/model/shape.js'

/** What these tests look at of a JSON Schema. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  anyOf?: Schema[]
  enum?: string[]
  description?: string
}

/** `path` of every field of a shape, with `?` where it is optional and, where it is one of a few words, these. */
export function listShapeFields(shape: AnyShape, at = ''): string[] {
  if (shape.items) return listShapeFields(shape.items, `${at}[]`)
  const words = shape.find('', at)?.known
  return [
    ...(words ? [`${at}=${words.join('|')}`] : []),
    ...Object.entries(shape.fields ?? {}).flatMap(([name, field]) => {
      const isOptional = 'optional' in field
      const inner = isOptional ? field.optional : field
      return [`${at}.${name}${isOptional ? '?' : ''}`, ...listShapeFields(inner, `${at}.${name}`)]
    }),
  ]
}

/** The same of a JSON Schema, whose references `resolve` follows. */
export function listSchemaFields(node: Schema, resolve: (node: Schema) => Schema, at = ''): string[] {
  const { items, properties = {}, required = [], anyOf = [], enum: words } = resolve(node)
  if (items) return listSchemaFields(items, resolve, `${at}[]`)
  return [
    ...(words ? [`${at}=${words.join('|')}`] : []),
    ...Object.entries(properties).flatMap(([name, property]) => [
      `${at}.${name}${required.includes(name) ? '' : '?'}`,
      ...listSchemaFields(property, resolve, `${at}.${name}`),
    ]),
    ...anyOf.filter(({ $ref }) => $ref).flatMap(choice => listSchemaFields(choice, resolve, at)),
  ]
}
