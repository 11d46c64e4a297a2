// Becomes a package of its own.
export function slow(durationMs) {
  const start = process.cpuUsage()
  let count = 0
  while (process.cpuUsage(start).user < durationMs * 1000) for (let i = 0; i < 1e5; i++) count++
  return count
}
