import { expect, inject, test } from 'vitest'
import { listExports } from './list-exports.js'

test('the package offers what the committed snapshot says', async () => {
  await expect(await listExports(inject('projectFolder'))).toMatchFileSnapshot('./exports.txt')
})

test('the tarball holds the build, the schema and the papers, nothing else', () => {
  const others = inject('packedFiles').filter(file => !/^dist\/[\w-]+\.(?:d\.)?c?[jt]s$/.test(file))
  expect(others).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'schema/report.schema.json'])
})
