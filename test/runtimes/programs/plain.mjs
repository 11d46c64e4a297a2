// Blocks, and says so.
const startMs = performance.now()
while (performance.now() - startMs < 120);
console.log('done')
process.exitCode = Number(process.argv[2] ?? 0)
