import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of a throw-away project with the packed package installed in it. */
    projectFolder: string
    /** Files in the tarball, sorted. */
    packedFiles: string[]
  }
}

/** Tools that consumers would install themselves; taken from here so that the tests need less of the network. */
const CONSUMER_TOOLS = [
  'vitest',
  'expect',
  'jest-environment-node',
  'typescript',
  '@types/jest',
  '@types/node',
  'undici-types',
]

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Packs the built package and installs the tarball in a throw-away project, once for all tests of the package. */
export default async function installTarball(project: TestProject): Promise<() => void> {
  if (!existsSync(join(root, 'dist/index.js'))) throw new Error('dist: expected a build, got none; run `npm run build`')
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loophound-package-')))
  const { filename, files } = pack(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }))
  runNpm(['install', '--no-audit', '--no-fund', '--prefer-offline', `./${filename}`], folder)
  for (const tool of CONSUMER_TOOLS) await link(tool, folder)
  project.provide('projectFolder', folder)
  project.provide('packedFiles', files.map(file => file.path).sort())
  return () => rmSync(folder, { recursive: true })
}

function pack(folder: string): { filename: string; files: { path: string }[] } {
  const [packed] = JSON.parse(runNpm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root))
  return packed
}

function runNpm(args: string[], folder: string): string {
  const shell = process.platform === 'win32'
  return execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell })
}

async function link(name: string, folder: string): Promise<void> {
  const path = join(folder, 'node_modules', name)
  await mkdir(dirname(path), { recursive: true })
  symlinkSync(join(root, 'node_modules', name), path, 'junction')
}
