import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { defineConfig, type Options } from 'tsup'
import { inlineSourceForEsbuild } from './build/inline-source.mjs'

const startedAtMs = Date.now()

const libraryEntries = {
  index: 'src/index.ts',
  register: 'src/register.ts',
  reporters: 'src/reporters.ts',
}

export default defineConfig([
  createOptions({
    format: 'esm',
    entry: { ...libraryEntries, bin: 'src/bin.ts' },
    dts: { entry: libraryEntries },
    onSuccess: () => removeStaleFiles(['.js', '.d.ts']),
  }),
  createOptions({
    format: 'cjs',
    entry: libraryEntries,
    dts: true,
    onSuccess: () => removeStaleFiles(['.cjs', '.d.cts']),
  }),
])

function createOptions(options: Options): Options {
  return {
    outDir: 'dist',
    platform: 'node',
    target: 'node20.19',
    // For CommonJS tsup splits by rewriting optional chaining and class fields into slow calls: there each entry stands alone.
    splitting: options.format === 'esm',
    // Users' stacks must keep loophound's own file names, and a map costs every process that runs with --enable-source-maps.
    sourcemap: false,
    esbuildPlugins: [inlineSourceForEsbuild()],
    esbuildOptions: esbuild => {
      // `require()` of a module with top-level await fails, and so does `--require loophound/register`.
      esbuild.supported = { ...esbuild.supported, 'top-level-await': false }
      esbuild.charset = 'utf8'
    },
    // The output has to stay usable while a build runs, so old files go at the end, not at the start.
    clean: false,
    silent: true,
    ...options,
  }
}

async function removeStaleFiles(extensions: string[]): Promise<void> {
  for (const name of await readdir('dist')) {
    if (!extensions.some(extension => name.endsWith(extension))) continue
    const file = join('dist', name)
    if ((await stat(file)).mtimeMs < startedAtMs) await rm(file, { force: true })
  }
}
