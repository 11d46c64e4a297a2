/** Blocks for this much CPU time, however busy the machine. */
export function spin(durationMs) {
  const before = process.cpuUsage()
  for (let value = 1, count = 0; ; count++) {
    value += Math.sqrt(value + count) // blocks
    if (count % 100_000 === 0 && readCpuMs(before) > durationMs) return value
  }
}

function readCpuMs(before) {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

export function sleep(durationMs) {
  return new Promise(done => setTimeout(done, durationMs))
}
