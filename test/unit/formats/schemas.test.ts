import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { configShape } from '../../../src/formats/config.js'
import { reportShape } from '../../../src/formats/report.js'
import { findDeclarations, formatSchema } from './format-schema.js'

const model = new URL('../../../src/model/', import.meta.url)
const declarations = findDeclarations(readdirSync(model).map(name => readFileSync(new URL(name, model), 'utf8')))

test.each([
  ['config', configShape, 'Config', 'http://json-schema.org/draft-07/schema#'],
  ['report', reportShape, 'Report', 'https://json-schema.org/draft/2020-12/schema'],
] as const)('the schema of a %s is what npm run schema writes', async (name, shape, typeName, $schema) => {
  const schema = formatSchema(shape, typeName, { $schema, title: `loophound ${name}` }, declarations)
  await expect(schema).toMatchFileSnapshot(`../../../schema/${name}.schema.json`)
})
