import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { LoophoundError } from '../model/errors.js'

/** Where a config stands. */
export interface ConfigPlace {
  /** Absolute. */
  folder: string
  /** Name of the file in the folder; `package.json` for the key `"loophound"` in it. */
  file: string
}

/** Endings of the files that hold a config. */
export const CONFIG_EXTENSIONS: readonly string[] = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.json', '.jsonc']

/**
 * Looks for a config in a folder and, while there is none, in the folders above it, up to the root of the repository or workspace.
 *
 * @param start absolute folder
 * @throws LoophoundError when a folder has two
 */
export function findConfig(start: string): ConfigPlace | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const manifest = readManifest(folder)
    const [file, ...others] = listConfigs(folder, manifest)
    if (file !== undefined && others.length > 0) throw createTwoConfigs(relative(start, folder), [file, ...others])
    if (file !== undefined) return { folder, file }
    if (isRoot(folder, manifest)) return undefined
  }
}

/** What the package.json of a folder holds; `undefined` when there is none, or one that npm complains about more aptly. */
export function readManifest(folder: string): object | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8').replace(/^\uFEFF/, ''))
    return typeof manifest === 'object' && manifest !== null ? manifest : undefined
  } catch {
    return undefined
  }
}

function listConfigs(folder: string, manifest: object | undefined): string[] {
  const names = CONFIG_EXTENSIONS.map(extension => `loophound.config${extension}`)
  const files = names.filter(name => isFile(join(folder, name)))
  return manifest && 'loophound' in manifest ? [...files, 'package.json'] : files
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    // There is none, or none that may be read.
    return false
  }
}

function isRoot(folder: string, manifest: object | undefined): boolean {
  if (dirname(folder) === folder || (manifest && 'workspaces' in manifest)) return true
  return ['.git', 'pnpm-workspace.yaml'].some(name => existsSync(join(folder, name)))
}

function createTwoConfigs(path: string, files: string[]): LoophoundError {
  const names = files.map(file => {
    const name = join(path, file).split(sep).join('/')
    return file === 'package.json' ? `the key loophound of ${name}` : name
  })
  const got = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  return new LoophoundError('ERR_LOOPHOUND_BAD_CONFIG', `config: expected one in a folder, got ${got}`)
}
