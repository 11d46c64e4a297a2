import ts from 'typescript'
import { type AnyShape, findField, type Schema } from '../../../src/model/shape.js'

/** Interfaces and type aliases, by name: their TSDoc describes what their shapes hold. */
export type Declarations = Map<string, ts.InterfaceDeclaration | ts.TypeAliasDeclaration>

/** Finds the types that sources declare. */
export function findDeclarations(texts: string[]): Declarations {
  const sources = texts.map((text, index) => ts.createSourceFile(`${index}.ts`, text, ts.ScriptTarget.Latest, true))
  const statements = sources.flatMap(source => [...source.statements])
  return new Map(
    statements
      .filter(statement => ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
      .map(statement => [statement.name.text, statement]),
  )
}

/**
 * The JSON Schema of a shape, described by the TSDoc of its type. What has a type with a name is a definition of its own.
 *
 * @param head keywords to begin with, of which `$schema` says where definitions stand
 */
export function formatSchema(shape: AnyShape, typeName: string, head: Schema, declarations: Declarations): string {
  const key = String(head.$schema).includes('draft-07') ? 'definitions' : '$defs'
  const definitions: Record<string, Schema> = {}
  const root = declarations.get(typeName)
  const writer: Writer = { key, definitions, declarations }
  const schema = { ...head, ...describe(root), ...write(shape, root, writer), [key]: definitions }
  return `${JSON.stringify(schema, null, 2)}\n`
}

interface Writer {
  key: string
  definitions: Record<string, Schema>
  declarations: Declarations
}

type TypeNode = ts.TypeNode | ts.InterfaceDeclaration | ts.TypeAliasDeclaration | undefined

function writeNamed(shape: AnyShape, node: TypeNode, writer: Writer): Schema {
  const type = dropNull(node)
  const declaration = type && findDeclaration(type, writer)
  const isWorthy = shape.fields ?? shape.choices ?? shape.schema.enum
  if (!declaration || !isWorthy) return write(shape, declaration ?? type, writer)
  const name = declaration.name.text.replace(/^./, letter => letter.toLowerCase())
  if (!writer.definitions[name]) {
    const definition: Schema = { ...describe(declaration) }
    writer.definitions[name] = definition
    Object.assign(definition, write(shape, declaration, writer))
  }
  return { $ref: `#/${writer.key}/${name}` }
}

function write(shape: AnyShape, node: TypeNode, writer: Writer): Schema {
  const { schema, fields, items, choices } = shape
  const type = node && ts.isTypeAliasDeclaration(node) ? node.type : node
  if (choices) {
    const types = type && ts.isUnionTypeNode(type) ? type.types : []
    return { ...schema, anyOf: choices.map((choice, index) => writeNamed(choice, types[index], writer)) }
  }
  if (fields) return { ...schema, ...writeFields(shape, type, writer) }
  if (!items) return schema
  if (schema.type === 'array')
    return {
      ...schema,
      items: writeNamed(items, type && ts.isArrayTypeNode(type) ? type.elementType : undefined, writer),
    }
  return { ...schema, additionalProperties: writeNamed(items, findArgument(type), writer) }
}

function writeFields(shape: AnyShape, type: TypeNode, writer: Writer): Schema {
  const members = listMembers(type, writer)
  const fields = Object.entries(shape.fields ?? {})
  const properties = fields.map(([name]) => {
    const member = members.get(name)
    const inner = findField(shape, name)
    return [
      name,
      { ...describe(member), ...(inner ? writeNamed(inner, member?.type ?? findArgument(type), writer) : {}) },
    ]
  })
  const required = fields.flatMap(([name, field]) => ('optional' in field ? [] : [name]))
  return {
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    ...(shape.least ? { anyOf: shape.least.map(name => ({ required: [name] })) } : {}),
    properties: Object.fromEntries(properties),
  }
}

function listMembers(type: TypeNode, writer: Writer): Map<string, ts.PropertySignature> {
  if (!type || !(ts.isInterfaceDeclaration(type) || ts.isTypeLiteralNode(type))) return new Map()
  const parents = ts.isInterfaceDeclaration(type) ? (type.heritageClauses ?? []).flatMap(({ types }) => [...types]) : []
  const inherited = parents.flatMap(({ expression }) => {
    return [...listMembers(writer.declarations.get(expression.getText()), writer)]
  })
  const own = type.members.filter(ts.isPropertySignature)
  return new Map([...inherited, ...own.map(member => [member.name.getText(), member] as const)])
}

function findDeclaration(type: TypeNode, { declarations }: Writer): ReturnType<Declarations['get']> {
  return type && ts.isTypeReferenceNode(type) ? declarations.get(type.typeName.getText()) : undefined
}

/** What the values of a `Record` are. */
function findArgument(type: TypeNode): ts.TypeNode | undefined {
  return type && ts.isTypeReferenceNode(type) ? type.typeArguments?.at(-1) : undefined
}

function dropNull(type: TypeNode): TypeNode {
  if (!type) return type
  if (ts.isParenthesizedTypeNode(type)) return dropNull(type.type)
  if (!ts.isUnionTypeNode(type)) return type
  const [first, ...others] = type.types.filter(inner => inner.getText() !== 'null')
  return others.length === 0 ? first : type
}

/** What TSDoc says: text, and the default where it is a value. */
function describe(node: ts.Node | undefined): Schema {
  if (!node) return {}
  const parts = ts.getJSDocCommentsAndTags(node)
  const text = parts.flatMap(part => (ts.isJSDoc(part) ? [readText(part.comment)] : [])).join(' ')
  const fallback = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === 'default')
  return { ...(text ? { description: text } : {}), ...(fallback ? readDefault(readText(fallback.comment)) : {}) }
}

function readText(comment: ts.JSDoc['comment']): string {
  return (ts.getTextOfJSDocComment(comment) ?? '')
    .replace(/\{@link (\w+)\}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}

function readDefault(text: string): Schema {
  try {
    return { default: JSON.parse(text) }
  } catch {
    return {}
  }
}
