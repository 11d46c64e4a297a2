const { transformSync } = require('esbuild')

// As small as a transform can be: to CommonJS, the map inside.
exports.process = (source, file) =>
  transformSync(source, { loader: 'ts', format: 'cjs', sourcemap: 'inline', sourcefile: file })
