export default { test: { globals: true, include: ['src/*.test.ts'] } }
