// @ts-check
import { dirname, resolve } from 'node:path'
import { build } from 'esbuild'

const SPECIFIER = /^inline:(?<entry>.+)$/
const NAMESPACE = 'inline-source'

/**
 * Makes `import source from 'inline:./worker.ts'` give the bundled source of that file as a string, in esbuild and tsup.
 *
 * @returns {import('esbuild').Plugin}
 */
export function inlineSourceForEsbuild() {
  return {
    name: NAMESPACE,
    setup(builder) {
      builder.onResolve({ filter: SPECIFIER }, ({ path, resolveDir }) => ({
        path: resolveEntry(path, resolveDir),
        namespace: NAMESPACE,
      }))
      builder.onLoad({ filter: /./, namespace: NAMESPACE }, async ({ path }) => {
        const { source, inputFiles } = await bundleInlineSource(path)
        return { contents: toModule(source), loader: 'js', watchFiles: inputFiles }
      })
    },
  }
}

/**
 * The same for Vite, and so for Vitest.
 *
 * @returns {import('vite').Plugin}
 */
export function inlineSourceForVite() {
  const prefix = `\0${NAMESPACE}:`
  return {
    name: NAMESPACE,
    enforce: 'pre',
    resolveId(specifier, importer) {
      if (!SPECIFIER.test(specifier) || importer === undefined) return null
      return `${prefix}${resolveEntry(specifier, dirname(importer))}`
    },
    async load(id) {
      if (!id.startsWith(prefix)) return null
      const { source, inputFiles } = await bundleInlineSource(id.slice(prefix.length))
      for (const file of inputFiles) this.addWatchFile(file)
      return toModule(source)
    },
  }
}

/**
 * Source text of an entry and all it imports, as one CommonJS script that `new Worker(source, { eval: true })` can run.
 *
 * @param {string} entryFile absolute path
 * @returns {Promise<{ source: string, inputFiles: string[] }>}
 */
async function bundleInlineSource(entryFile) {
  const result = await build({
    entryPoints: [entryFile],
    absWorkingDir: dirname(entryFile),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    // Code run by `eval: true` sees Node's modules as read-only globals: a top-level `var crypto` would throw.
    banner: { js: '(() => {' },
    footer: { js: '})()' },
    target: 'node20',
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [inlineSourceForEsbuild()],
  })
  const inputFiles = Object.keys(result.metafile.inputs)
    .filter(file => !file.startsWith(`${NAMESPACE}:`))
    .map(file => resolve(dirname(entryFile), file))
  return { source: result.outputFiles.map(file => file.text).join(''), inputFiles }
}

/**
 * @param {string} specifier
 * @param {string} folder
 */
function resolveEntry(specifier, folder) {
  return resolve(folder, SPECIFIER.exec(specifier)?.groups?.entry ?? '')
}

/** @param {string} source */
function toModule(source) {
  return `export default ${JSON.stringify(source)}\n`
}
