export default { test: { setupFiles: ['./vitest-setup.mjs'] } }
