import { defineConfig, type Options } from 'tsup'
import { inlineSourceForEsbuild } from './build/inline-source.mjs'

const libraryEntries = {
  index: 'src/index.ts',
  register: 'src/register.ts',
  reporters: 'src/reporters.ts',
  executor: 'src/executor.ts',
  jest: 'src/jest.ts',
  'jest-environment': 'src/jest-environment.ts',
  'node-test': 'src/node-test.ts',
  mocha: 'src/mocha.ts',
}

// Vitest itself cannot be required.
const esmEntries = { vitest: 'src/vitest.ts' }

export default defineConfig([
  createOptions({
    format: 'esm',
    entry: { ...libraryEntries, ...esmEntries, bin: 'src/bin.ts' },
    dts: { entry: { ...libraryEntries, ...esmEntries } },
  }),
  createOptions({ format: 'cjs', entry: libraryEntries }),
])

function createOptions(options: Options): Options {
  return {
    outDir: 'dist',
    platform: 'node',
    target: 'node20.19',
    // For CommonJS tsup splits by rewriting optional chaining and class fields into slow calls: there each entry stands alone.
    splitting: options.format === 'esm',
    removeNodeProtocol: false,
    // Users' stacks must keep loophound's own file names, and a map costs every process that runs with --enable-source-maps.
    sourcemap: false,
    esbuildPlugins: [inlineSourceForEsbuild()],
    esbuildOptions: esbuild => {
      // `require()` of a module with top-level await fails, and so does `--require loophound/register`.
      esbuild.supported = { ...esbuild.supported, 'top-level-await': false }
      esbuild.charset = 'utf8'
    },
    // The output has to stay usable while a build runs: `build/finish.mjs` removes old files at the end.
    clean: false,
    silent: true,
    ...options,
  }
}
