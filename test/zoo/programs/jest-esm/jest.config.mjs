export default {
  cacheDirectory: process.env.ZOO_OUT,
  testMatch: ['**/*.test.mjs'],
  transform: {},
  watchman: false,
}
