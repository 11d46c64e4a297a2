export default { test: { include: ['hang.vitest.mjs'], setupFiles: ['./hang.vitest-setup.mjs'] } }
