import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { checkConfig } from '../../formats/config.js'
import type { Config } from '../../model/config.js'
import { formatGot, LoophoundError } from '../../model/errors.js'
import { parseJsonc } from './jsonc.js'

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
function readManifest(folder: string): object | undefined {
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

/** Where code went wrong. */
export interface ErrorPlace {
  /** Absolute. */
  file: string
  /** `4`, or `4:7` with the column. */
  position: string
}

/**
 * Where a module went wrong while it was loaded, `undefined` when nobody knows.
 *
 * @param file absolute path of the module, loaded once more by a process of its own when the stack does not tell
 * @param load what loads it and prints the error; another one in tests
 */
export function findErrorPlace(
  error: Error,
  file: string,
  load: (file: string) => string = loadAlone,
): ErrorPlace | undefined {
  const stack = error.stack ?? ''
  const place = readHead(stack) ?? readFrames(stack)
  if (place || !(error instanceof SyntaxError)) return place
  return readHead(load(file))
}

/** Node puts the place of a syntax error above the stack, with the line of code. */
function readHead(stack: string): ErrorPlace | undefined {
  const [, file, line] = /^((?:file:\/\/|\/|[A-Za-z]:[\\/]).*):(\d+)\r?\n/.exec(stack) ?? []
  return file === undefined || line === undefined ? undefined : { file: toPath(file), position: line }
}

function readFrames(stack: string): ErrorPlace | undefined {
  for (const line of stack.split('\n').filter(text => /^ +at /.test(text))) {
    // Below it are those who load the module.
    if (line.includes('node:internal/modules/')) return undefined
    const [, file, position] =
      /(?:\(|at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+:\d+)\)?$/.exec(line) ?? []
    if (file !== undefined && position !== undefined) return { file: toPath(file), position }
  }
  return undefined
}

function toPath(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file
}

// Of a syntax error in an ES module Node tells the place only when nobody catches it. It comes before any of the module's code has run.
function loadAlone(file: string): string {
  const code = `import(${JSON.stringify(pathToFileURL(file).href)})`
  return spawnSync(process.execPath, ['-e', code], { encoding: 'utf8', timeout: 10_000 }).stderr
}
