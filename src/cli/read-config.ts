import { existsSync, readFileSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Config } from '../model/config.js'
import { formatGot, LoophoundError } from '../model/errors.js'
import { checkConfig } from './check-config.js'

/** A config, with where it stands. */
export interface FoundConfig {
  config: Config
  /** Name for messages; `package.json` when it stands there. */
  from: string
}

const EXTENSIONS = ['.js', '.mjs', '.ts', '.json']

/**
 * Reads the config: the file that is given, else the one in the working directory, else `"loophound"` in its package.json.
 *
 * @returns an empty config when there is none
 * @throws LoophoundError when there are several, when one cannot be read, or when it is wrong
 */
export async function readConfig(given: string | undefined, cwd: string): Promise<FoundConfig> {
  if (given !== undefined) return loadFile(given, cwd)
  const names = EXTENSIONS.map(extension => `loophound.config${extension}`).filter(name => existsSync(join(cwd, name)))
  if (names.length > 1) throw createBadConfig('config', 'one file', names.join(' and '))
  if (names[0] !== undefined) return loadFile(names[0], cwd)
  const inPackage = readPackageKey(cwd)
  if (inPackage === undefined) return { config: {}, from: 'no config' }
  return { config: checkConfig(inPackage, 'package.json: loophound'), from: 'package.json' }
}

function readPackageKey(cwd: string): unknown {
  try {
    const { loophound }: { loophound?: unknown } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
    return loophound
  } catch {
    // No package.json, or one that npm complains about more aptly.
    return undefined
  }
}

async function loadFile(name: string, cwd: string): Promise<FoundConfig> {
  const file = resolve(cwd, name)
  const extension = extname(file)
  if (!['.cjs', '.mts', '.cts', ...EXTENSIONS].includes(extension))
    throw createBadConfig(name, `a file that ends in ${EXTENSIONS.join(', ')}`, formatGot(basename(name)))
  const value = extension === '.json' ? readJson(name, file) : await importDefault(name, file)
  return { config: checkConfig(value, name), from: name }
}

function readJson(name: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    throw createBadConfig(name, 'a readable JSON file', describe(error))
  }
}

async function importDefault(name: string, file: string): Promise<unknown> {
  if (!existsSync(file)) throw createBadConfig(name, 'a readable config', 'no such file')
  const module: { default?: unknown } = await importFile(name, file)
  if (module.default === undefined) throw createBadConfig(name, 'a config object as default export', 'none')
  return module.default
}

async function importFile(name: string, file: string): Promise<object> {
  try {
    return await import(pathToFileURL(file).href)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION') {
      const version = `Node ${process.version}, which does not`
      throw createBadConfig(
        name,
        'a Node that runs TypeScript (22.18 or later)',
        `${version}; use loophound.config.mjs`,
      )
    }
    throw createBadConfig(name, 'a config that loads', describe(error))
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : formatGot(error)
}

function createBadConfig(what: string, expected: string, got: string): LoophoundError {
  return new LoophoundError('ERR_LOOPHOUND_BAD_CONFIG', `${what}: expected ${expected}, got ${got}`)
}
