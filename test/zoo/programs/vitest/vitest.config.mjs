export default { test: { include: ['*.test.mjs'], pool: process.env.ZOO_POOL, watch: false } }
