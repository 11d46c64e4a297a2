/** Source of another entry, bundled into one CommonJS script at build time (see `build/inline-source.mjs`). */
declare module 'inline:*' {
  const source: string
  export default source
}
