import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkConfig } from '../../../src/formats/config.js'
import { LIMITS } from '../../../src/model/config.js'
import { BAD_CONFIGS, FULL_CONFIG } from '../cli/config/sample-configs.js'

/** What these tests look at of a JSON Schema. */
interface Schema {
  $ref?: string
  properties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  description?: string
  default?: unknown
}

const schema: Schema & { definitions: Record<string, Schema> } = JSON.parse(
  readFileSync(new URL('../../../schema/config.schema.json', import.meta.url), 'utf8'),
)

const validate: ValidateFunction = new Ajv({ strict: true, strictRequired: false, allErrors: true }).compile(schema)

function resolve(node: Schema): Schema {
  const name = node.$ref?.replace('#/definitions/', '')
  return name === undefined ? node : (schema.definitions[name] ?? {})
}

function isTaken(config: unknown): boolean {
  try {
    checkConfig(config, 'c.json')
    return true
  } catch {
    return false
  }
}

/** Values that are right somewhere in a config, and wrong elsewhere. */
const anyLeaf = fc.oneof(
  fc.constantFrom<unknown>(-1, 0, 0.5, 1, 1.5, 4, 5, 99, 100, 1e9, '', ' ', 'a', 'src/**', true, false, null),
  fc.constantFrom<unknown>('startup', 'tools', 'tool', 'app', 'gc', 'json', 'text', 'pass', [], {}),
)

/** An object of these keys, some of which may be absent, and once in a while another one. */
function anyObject(values: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  const known = fc.record(values, { requiredKeys: [] })
  const word = fc.constantFrom('extra', 'constructor', '__proto__', 'toString')
  const withOther = fc
    .tuple(known, word)
    .map(([object, key]) => Object.fromEntries([...Object.entries(object), [key, 1]]))
  return fc.oneof(
    { weight: 40, arbitrary: known },
    { weight: 1, arbitrary: withOther },
    { weight: 1, arbitrary: anyLeaf },
  )
}

/** A value that fits, or one that may not. */
function mostly(...good: unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: anyLeaf })
}

const name = mostly('a', 'src/**')
const limits = { maxBlocks: mostly(0, 3), maxBlockMs: mostly(0, 0.5), maxTotalMs: mostly(7) }
const place = { file: name, package: name, thread: name, process: name }
const list = (item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 40, arbitrary: fc.array(item, { maxLength: 2 }) }, { weight: 1, arbitrary: anyLeaf })

// The schema cannot say that two rules match the same, or that two reports go to one file: one of each at most.
const single = (item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.array(item, { maxLength: 1 })

const anyConfig = anyObject({
  thresholdMs: mostly(5, 50),
  hangAfterMs: mostly(100),
  hangTimeoutMs: mostly(0, 100),
  startupLimitMs: mostly(0, 30_000),
  judge: list(mostly('startup', 'ending', 'tools', 'pools')),
  roles: list(anyObject({ package: name, file: name, role: mostly('app', 'tool', 'hooks', 'pool') })),
  budget: anyObject({
    ...limits,
    maxDelayP99Ms: mostly(5),
    maxStartupMs: mostly(5),
    scopes: list(anyObject({ ...limits, ...place })),
  }),
  baseline: anyObject({ file: name, factor: mostly(1, 2), failStale: mostly(true) }),
  ignore: single(anyObject({ ...place, function: name, cause: mostly('gc', 'json'), reason: name })),
  packageRules: mostly(true, false),
  onInconclusive: mostly('pass', 'fail'),
  sourceMaps: mostly(true),
  sampler: mostly(false),
  requests: mostly(true),
  callbacks: mostly(true),
  reporters: single(fc.oneof(mostly('text', 'json'), anyObject({ name: mostly('json'), file: name }))),
  $schema: mostly('./config.schema.json'),
})

describe('config.schema.json', () => {
  test('says the defaults by which loophound goes', () => {
    const defaults = Object.keys(LIMITS).map(path => {
      const [first = '', inner] = path.split('.')
      const field = schema.properties?.[first]
      return [path, inner && field ? resolve(field).properties?.[inner]?.default : field?.default]
    })
    expect(Object.fromEntries(defaults)).toEqual(
      Object.fromEntries(Object.entries(LIMITS).map(([path, limits]) => [path, limits.default])),
    )
  })

  test('says of every field what it is, and of what value none of them is', () => {
    const objects = [schema, ...Object.values(schema.definitions)].filter(({ properties }) => properties)
    const silent = objects.flatMap(({ properties = {} }) =>
      Object.entries(properties).flatMap(([key, field]) =>
        (field.description ?? resolve(field).description ?? (key === 'name' ? key : undefined)) ? [] : [key],
      ),
    )
    expect(silent).toEqual([])
    expect(objects.filter(({ additionalProperties }) => additionalProperties !== false)).toEqual([])
  })

  test.each([[FULL_CONFIG], [{}], [{ $schema: 'a', reporters: ['text', { name: 'json' }], hangTimeoutMs: 100 }]])(
    'takes %j, as loophound does',
    config => {
      expect(validate(config), JSON.stringify(validate.errors)).toBe(true)
      expect(isTaken(config)).toBe(true)
    },
  )

  test.each(BAD_CONFIGS.filter(({ isBeyondSchema }) => !isBeyondSchema))(
    'refuses %j, as loophound does',
    ({ config }) => {
      expect(validate(JSON.parse(JSON.stringify(config)))).toBe(false)
      expect(isTaken(config)).toBe(false)
    },
  )

  test('takes and refuses the same as loophound', () => {
    let takenCount = 0
    const property = fc.property(anyConfig, config => {
      const taken = isTaken(config)
      takenCount += Number(taken)
      expect({ config, taken: validate(config) }).toEqual({ config, taken })
    })
    fc.assert(property, { numRuns: 3000 })
    expect(takenCount).toBeGreaterThan(300)
  })
})
