export default { cacheDir: 'cache', test: { globals: true, include: ['src/*.test.ts'] } }
