import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Config } from '../model/config.js'
import { formatGot, LoophoundError } from '../model/errors.js'
import { checkConfig } from './check-config.js'
import { CONFIG_EXTENSIONS, findConfig, readManifest } from './find-config.js'
import { findErrorPlace } from './find-error-place.js'
import { parseJsonc } from './parse-jsonc.js'

/** A config, with where it stands. */
export interface FoundConfig {
  config: Config
  /** Path for messages, relative to the working directory; that of package.json when it stands there. */
  from: string
  /** Absolute folder that paths in it are relative to: its own when it was found, the working directory when it was given or there is none. */
  folder: string
}

/**
 * Reads the config: the file that is given, else the nearest one from the working directory upwards, a file or `"loophound"` in package.json.
 *
 * @param cwd absolute
 * @returns an empty config when there is none
 * @throws LoophoundError when a folder has several, when one cannot be read, or when it is wrong
 */
export async function readConfig(given: string | undefined, cwd: string): Promise<FoundConfig> {
  if (given !== undefined) return { config: await loadConfig(given, cwd), from: given, folder: cwd }
  const place = findConfig(cwd)
  if (!place) return { config: {}, from: 'no config', folder: cwd }
  const from = toName(join(place.folder, place.file), cwd)
  return { config: await loadConfig(from, cwd), from, folder: place.folder }
}

async function loadConfig(name: string, cwd: string): Promise<Config> {
  const file = resolve(cwd, name)
  if (basename(file) === 'package.json') return checkConfig(readKey(name, dirname(file)), `${name}: loophound`)
  const extension = extname(file)
  if (!CONFIG_EXTENSIONS.includes(extension))
    throw createBadConfig(name, `a file that ends in ${CONFIG_EXTENSIONS.join(', ')}`, formatGot(basename(name)))
  const isJson = extension === '.json' || extension === '.jsonc'
  return checkConfig(isJson ? readJson(name, file) : await importDefault(name, file, cwd), name)
}

function readKey(name: string, folder: string): unknown {
  const manifest = readManifest(folder)
  if (!manifest || !('loophound' in manifest))
    throw createBadConfig(name, 'a package.json with a key loophound', 'none')
  return manifest.loophound
}

function readJson(name: string, file: string): unknown {
  return parseJsonc(readText(name, file), name)
}

function readText(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw createBadConfig(name, 'a readable config', describe(error))
  }
}

async function importDefault(name: string, file: string, cwd: string): Promise<unknown> {
  if (!existsSync(file)) throw createBadConfig(name, 'a readable config', 'no such file')
  const module: { default?: unknown } = await importFile(name, file, cwd)
  if (module.default === undefined) throw createBadConfig(name, 'a config object as default export', 'none')
  return module.default
}

async function importFile(name: string, file: string, cwd: string): Promise<object> {
  try {
    return await import(pathToFileURL(file).href)
  } catch (error) {
    if (isStrangeToTypeScript(error)) {
      const version = `Node ${process.version}, which does not`
      throw createBadConfig(
        name,
        'a Node that runs TypeScript (22.18 or later)',
        `${version}; use loophound.config.mjs`,
      )
    }
    throw createBadConfig(name, 'a config that loads', `${describe(error)}${describePlace(error, file, cwd)}`)
  }
}

function isStrangeToTypeScript(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION')) return false
  return /"\.[cm]?ts"/.test(error.message)
}

function describePlace(error: unknown, file: string, cwd: string): string {
  const place = error instanceof Error ? findErrorPlace(error, file) : undefined
  // Node loads a module from where its links lead.
  return place ? ` at ${toName(place.file, realpathSync(cwd))}:${place.position}` : ''
}

function describe(error: unknown): string {
  // What follows the first line says what Node tried, or shows the code.
  return error instanceof Error ? `${error.name}: ${error.message.split('\n')[0]}` : formatGot(error)
}

function toName(file: string, cwd: string): string {
  return relative(cwd, file).split(sep).join('/')
}

function createBadConfig(what: string, expected: string, got: string): LoophoundError {
  return new LoophoundError('ERR_LOOPHOUND_BAD_CONFIG', `${what}: expected ${expected}, got ${got}`)
}
