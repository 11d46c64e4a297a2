// @ts-check
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const OLD_MS = 60_000

finish()

/**
 * What tsup leaves to do: types for CommonJS, and the removal of files that no entry needs any more. (tsup would remove all
 * before it starts, and leave nothing to run meanwhile.)
 */
function finish() {
  copyTypesForCommonJs()
  const needed = findNeeded(readEntries())
  for (const name of readdirSync(dist)) {
    if (!needed.has(name) && isOld(name)) rmSync(join(dist, name), { recursive: true })
  }
}

/** The types are the same for both formats; making them twice would take twice the time. */
function copyTypesForCommonJs() {
  for (const name of readdirSync(dist).filter(file => file.endsWith('.d.ts'))) {
    const types = readFileSync(join(dist, name), 'utf8')
    writeFileSync(
      join(dist, name.replace(/\.d\.ts$/, '.d.cts')),
      types.replaceAll(/(from '\.\/[^']+)\.js'/g, "$1.cjs'"),
    )
  }
}

/** Names of the files in dist that package.json speaks of. */
function readEntries() {
  const { bin, main, types, exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const mentioned = JSON.stringify({ bin, main, types, exports }).matchAll(/"\.\/dist\/(?<name>[^"]+)"/g)
  return [...mentioned].map(({ groups }) => groups?.name ?? '')
}

/**
 * @param {string[]} entries
 * @returns {Set<string>} the entries and all they import from beside them
 */
function findNeeded(entries) {
  const needed = new Set(entries)
  // A set visits what is added to it on the way.
  for (const name of needed) {
    for (const target of readImports(name)) if (existsSync(join(dist, target))) needed.add(target)
  }
  return needed
}

/** @param {string} name */
function readImports(name) {
  const source = readFileSync(join(dist, name), 'utf8')
  const targets = source.matchAll(/(?:from|import|import\(|require\()\s*['"]\.\/(?<target>[^'"]+)['"]/g)
  // A declaration names the script, and means the declaration beside it.
  const extension = /\.d\.c?ts$/.exec(name)?.[0]
  return [...targets].map(({ groups: { target } = { target: '' } }) =>
    extension ? (target ?? '').replace(/\.c?js$/, extension) : (target ?? ''),
  )
}

/**
 * Whether no other build can be about to need it.
 *
 * @param {string} name
 */
function isOld(name) {
  return Date.now() - statSync(join(dist, name)).mtimeMs > OLD_MS
}
