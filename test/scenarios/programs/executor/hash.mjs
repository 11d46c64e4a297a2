// 150 ms of CPU: on a busy machine it takes longer, but never is waiting for a core its excuse.
export function hashAll() {
  const start = process.cpuUsage()
  let sum = 0
  while (process.cpuUsage(start).user < 150_000) for (let count = 0; count < 100_000; count++) sum += count
  return sum
}
