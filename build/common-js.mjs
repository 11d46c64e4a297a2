// @ts-check
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { inlineSourceForEsbuild } from './inline-source.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'src')
const dist = join(root, 'dist')
const runners = join(source, 'testing/runners')
const CORE = 'core.cjs'
const { dependencies, peerDependencies, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
/** What needs nothing of a watch: it would load more than it uses. */
const STAND_ALONE = ['executor', 'reporters']

await buildCommonJs()

/**
 * Writes the CommonJS entries. Those that watch share one file, `core.cjs`; each has beside it only the names that it exports, and the glue
 * to its test runner with the packages which that needs. (esbuild splits ES modules only; tsup can, with code that is slow.)
 */
async function buildCommonJs() {
  const entries = findEntries()
  /** @type {Set<string>} */
  const shared = new Set()
  const alone = await bundle({ entryPoints: entries.filter(isAlone) })
  const thin = await bundle({ entryPoints: entries.filter(name => !isAlone(name)), plugins: [leaveOutCore(shared)] })
  const core = await bundle({ stdin: { contents: exportAll(shared), resolveDir: source, sourcefile: 'core.ts' } })
  // In this order entries of an older build find in the core what they ask for, and new ones what is new in it.
  for (const { path, text } of [...core, ...thin, ...alone]) replaceFile(path, text)
}

/** Files of the entries that package.json has for `require`. */
function findEntries() {
  const required = JSON.stringify(exports).matchAll(/"default":"\.\/dist\/(?<name>[^"]+)\.cjs"/g)
  return [...required].map(({ groups }) => join(source, `${groups?.name}.ts`))
}

/** @param {string} entry */
function isAlone(entry) {
  return STAND_ALONE.some(name => entry === join(source, `${name}.ts`))
}

/** @param {import('esbuild').BuildOptions} options */
async function bundle({ plugins = [], ...options }) {
  const { outputFiles = [] } = await build({
    ...(options.stdin ? { outfile: join(dist, CORE) } : { outdir: dist }),
    outExtension: { '.js': '.cjs' },
    write: false,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    external: Object.keys({ ...dependencies, ...peerDependencies }),
    // `require()` of a module with top-level await fails, and so does `--require loophound/register`.
    supported: { 'top-level-await': false },
    absWorkingDir: root,
    logLevel: 'warning',
    plugins: [...plugins, inlineSourceForEsbuild()],
    ...options,
  })
  return outputFiles
}

/**
 * Leaves out of an entry all but itself and the glue to test runners: `require('./core.cjs')` stands for the rest.
 *
 * @param {Set<string>} shared takes the files that are left out
 * @returns {import('esbuild').Plugin}
 */
function leaveOutCore(shared) {
  return {
    name: 'leave-out-core',
    setup(builder) {
      builder.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
        const file = resolve(resolveDir, path.replace(/\.js$/, '.ts'))
        if (dirname(file) === runners) return null
        shared.add(file)
        return { path: `./${CORE}`, external: true }
      })
    },
  }
}

/** @param {Iterable<string>} files */
function exportAll(files) {
  const specifiers = [...files].map(file => `./${relative(source, file).replaceAll('\\', '/')}`)
  return specifiers
    .sort()
    .map(specifier => `export * from ${JSON.stringify(specifier)}\n`)
    .join('')
}

/**
 * At once: who loads it meanwhile never sees half of it.
 *
 * @param {string} path
 * @param {string} text
 */
function replaceFile(path, text) {
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}
