import { readFileSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, relative } from 'node:path'
import type { ThreadIdentity } from '../../model/report.js'

/** The program that a process runs. */
export interface Entry {
  /** Absolute path of the file, symbolic links followed, with forward slashes. */
  file: string
  /** npm package that the file belongs to. */
  package?: string
  /** Path of the file relative to its package. */
  packagePath?: string
  /** Paths of the package's commands relative to it; absent when its package.json cannot be read. */
  bins?: string[]
}

/**
 * The program that a process runs, by the first word after `node`; `undefined` when that is no path, as of `node -e` and `node --test`, and
 * of a worker thread, whose `argv` does not tell.
 */
export function findEntry({ threadId, argv }: Pick<ThreadIdentity, 'threadId' | 'argv'>): Entry | undefined {
  const given = argv[1]
  if (threadId !== 0 || given === undefined || !isAnyAbsolute(given)) return undefined
  const file = followLinks(given)
  const manifest = isAbsolute(file) ? findManifest(file) : undefined
  if (!manifest) return { file: toSlashes(file), ...readPackagePath(toSlashes(file)) }
  const packagePath = toSlashes(relative(manifest.folder, file))
  return { file: toSlashes(file), package: manifest.name, packagePath, bins: manifest.bins }
}

// Of another system, when a report was made there.
function isAnyAbsolute(path: string): boolean {
  return isAbsolute(path) || /^[a-z]:[\\/]/i.test(path)
}

// What `npx` has fetched may be gone by now.
function followLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

interface Manifest {
  folder: string
  name: string
  bins: string[]
}

/** The nearest package.json with a name: those that only say `"type": "module"` of a folder have none. */
function findManifest(file: string): Manifest | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = readManifest(folder)
    if (manifest) return manifest
    if (folder === dirname(folder) || /[\\/]node_modules$/.test(folder)) return undefined
  }
}

function readManifest(folder: string): Manifest | undefined {
  try {
    const manifest: { name?: unknown; bin?: unknown } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
    const { name, bin } = manifest
    if (typeof name !== 'string' || name === '') return undefined
    const bins = typeof bin === 'object' && bin !== null ? Object.values(bin) : [bin]
    return { folder, name, bins: bins.flatMap(path => (typeof path === 'string' ? path.replace(/^\.\//, '') : [])) }
  } catch {
    return undefined
  }
}

/** What a path alone tells: `…/node_modules/<name>/…`, and of a link `…/node_modules/.bin/<name>`. */
function readPackagePath(path: string): Pick<Entry, 'package' | 'packagePath'> {
  const inside = path.slice(path.lastIndexOf('/node_modules/') + '/node_modules/'.length)
  const [, name, packagePath] = /^(?:\.bin\/)?((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(inside) ?? []
  if (!path.includes('/node_modules/') || name === undefined) return {}
  return { package: name, ...(packagePath === undefined ? {} : { packagePath }) }
}

function toSlashes(path: string): string {
  return path.replaceAll('\\', '/')
}
