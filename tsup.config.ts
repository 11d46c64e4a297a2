import { defineConfig } from 'tsup'
import { inlineSourceForEsbuild } from './build/inline-source.mjs'

const entries = {
  index: 'src/index.ts',
  register: 'src/register.ts',
  reporters: 'src/reporters.ts',
  executor: 'src/executor.ts',
  jest: 'src/jest.ts',
  'jest-environment': 'src/jest-environment.ts',
  'node-test': 'src/node-test.ts',
  mocha: 'src/mocha.ts',
  vitest: 'src/vitest.ts',
}

// CommonJS is made by `build/common-js.mjs`: tsup splits it by rewriting optional chaining and class fields into slow calls.
export default defineConfig({
  format: 'esm',
  entry: { ...entries, bin: 'src/bin.ts' },
  dts: { entry: entries },
  outDir: 'dist',
  platform: 'node',
  target: 'node20.19',
  splitting: true,
  removeNodeProtocol: false,
  // Users' stacks must keep loophound's own file names, and a map costs every process that runs with --enable-source-maps.
  sourcemap: false,
  esbuildPlugins: [inlineSourceForEsbuild()],
  esbuildOptions: esbuild => {
    // `require()` of a module with top-level await fails, and so does `--require loophound/register`.
    esbuild.supported = { ...esbuild.supported, 'top-level-await': false }
    // One other character makes V8 keep and read all of a file in twice the bytes.
    esbuild.charset = 'ascii'
  },
  // The output has to stay usable while a build runs: `build/finish.mjs` removes old files at the end.
  clean: false,
  silent: true,
})
