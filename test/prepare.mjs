// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder, with a separator at the end. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Makes the project ready to run: dependencies as locked, and a build newer than the sources. Does nothing when all is
 * there. Plain Node.js, since it runs before anything is installed.
 *
 * @throws {Error} when npm or the build fails
 */
export function prepare() {
  installIfNeeded(root)
  buildIfNeeded()
}

/**
 * Installs what the lock file of a folder says, unless that is what is installed.
 *
 * @param {string} folder
 * @throws {Error} when `npm ci` fails
 */
export function installIfNeeded(folder) {
  if (isInstalled(folder)) return
  runNpm(['ci', '--include=dev', '--no-audit', '--no-fund'], folder)
}

/**
 * Builds `dist`, unless it is newer than everything it is made of.
 *
 * @throws {Error} when the build fails
 */
function buildIfNeeded() {
  const inputs = ['src', 'build', 'tsup.config.ts', 'package.json', 'tsconfig.json'].flatMap(listFiles)
  const outputs = listFiles('dist')
  if (outputs.length > 0 && Math.max(...inputs.map(readTimeMs)) < Math.min(...outputs.map(readTimeMs))) return
  runNpm(['run', 'build'], root)
}

/** @param {string} folder */
function isInstalled(folder) {
  const wanted = readPackages(join(folder, 'package-lock.json'))
  const installed = readPackages(join(folder, 'node_modules', '.package-lock.json'))
  if (!wanted || !installed) return false
  return Object.entries(wanted).every(([path, { version, integrity, optional, link }]) => {
    const found = installed[path]
    if (path === '' || link) return true
    if (!found) return optional === true
    return found.version === version && found.integrity === integrity
  })
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, link?: boolean }> | undefined}
 */
function readPackages(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : undefined
}

/**
 * @param {string[]} args
 * @param {string} folder
 */
function runNpm(args, folder) {
  console.log(`$ npm ${args.join(' ')}`)
  // On Windows npm is a script, which only a shell can start.
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) throw new Error(`npm ${args[0]} in ${folder}: expected exit code 0, got ${status}`)
}

/** @param {string} path relative to the project */
function listFiles(path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (statSync(full).isFile()) return [full]
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
}

/** @param {string} file */
function readTimeMs(file) {
  return statSync(file).mtimeMs
}
