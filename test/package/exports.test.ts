import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { listExports } from './list-exports.js'

const packageFolder = join(inject('projectFolder'), 'node_modules/loophound')

test('the package offers what the committed snapshot says', async () => {
  await expect(await listExports(inject('projectFolder'))).toMatchFileSnapshot('./exports.txt')
})

test('the tarball holds the build, the schemas, the documents that README links and the papers, nothing else', () => {
  const others = inject('packedFiles').filter(file => !/^dist\/[\w-]+\.(?:d\.)?c?[jt]s$/.test(file))
  const documents = readdirSync(new URL('../../docs', import.meta.url)).map(name => `docs/${name}`)
  expect(others.filter(file => !documents.includes(file))).toEqual([
    'ARCHITECTURE.md',
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'THIRD-PARTY-LICENSES',
    'package.json',
    'schema/config.schema.json',
    'schema/report.schema.json',
  ])
  expect(others).toEqual(expect.arrayContaining(documents))
})

test('the text of the watchdog is in one CommonJS file, which the entries share, and in one ES module', () => {
  const holders = listScripts().filter(name => readScript(name).includes('function createWatchedThread('))
  expect(holders.map(name => name.replace(/^chunk-\w+/, 'chunk')).sort()).toEqual(['chunk.js', 'core.cjs'])
})

test('the licence of each package that is bundled is in the tarball', () => {
  const licences = readFileSync(join(packageFolder, 'THIRD-PARTY-LICENSES'), 'utf8')
  expect(listBundledPackages().filter(name => !licences.includes(`\n${name}\n---`))).toEqual([])
  expect(listBundledPackages()).toContain('picocolors')
})

/** esbuild writes the path of each module above its code. */
function listBundledPackages(): string[] {
  const names = listScripts().flatMap(name => {
    const paths = readScript(name).matchAll(/^\/\/ (?:\.\.\/)*node_modules\/(?<name>(?:@[\w.-]+\/)?[\w.-]+)\//gm)
    return [...paths].map(({ groups }) => groups?.name ?? '')
  })
  return [...new Set(names)].sort()
}

function listScripts(): string[] {
  return readdirSync(join(packageFolder, 'dist')).filter(name => /\.c?js$/.test(name))
}

function readScript(name: string): string {
  return readFileSync(join(packageFolder, 'dist', name), 'utf8')
}
