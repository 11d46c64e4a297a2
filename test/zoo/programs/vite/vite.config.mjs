// Vite bundles what a config imports, under another name; not what it imports while it runs.
const { default: plugin } = await import(new URL('./plugin.mjs', import.meta.url).href)

export default {
  build: { outDir: process.env.ZOO_OUT, emptyOutDir: true },
  logLevel: 'warn',
  plugins: [plugin],
}
