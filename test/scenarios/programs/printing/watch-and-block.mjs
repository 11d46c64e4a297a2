// Watches itself without a listener, and blocks once, for 150 ms of CPU: what it prints is looked at.
const { watch } = await import(process.argv[2])

await watch().ready
setTimeout(function blockTheLoop() {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < 150_000) for (let count = 0; count < 100_000; count++);
}, 20)
