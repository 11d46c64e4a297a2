const ALLOWED_GROWTH = 0.05

/** Counts what happens, prints a row at the end of every minute, and judges at the end. */
export function createMinutes(count, isInjectedAndNamed) {
  const startedAt = performance.now()
  const minutes = Array.from({ length: Math.max(1, Math.ceil(count)) }, createMinute)
  let printed = 0
  console.log('minute   rss MB   health   thumbs   blocks   injected   named   errors')

  return {
    record(event) {
      const index = Math.floor((performance.now() - startedAt) / 60_000)
      while (printed < index && printed < minutes.length - 1) printRow(printed, minutes[printed++])
      addEvent(minutes[Math.min(index, minutes.length - 1)], event, isInjectedAndNamed)
    },
    findFailures() {
      while (printed < minutes.length) printRow(printed, minutes[printed++])
      return findFailures(minutes)
    },
  }
}

function createMinute() {
  return { rssBytes: [], health: 0, thumbs: 0, blocks: 0, injected: 0, named: 0, errors: [] }
}

function addEvent(minute, event, isInjectedAndNamed) {
  if (event.rssBytes) minute.rssBytes.push(event.rssBytes)
  if (event.answered === '/health') minute.health++
  if (event.answered?.startsWith('/thumb/')) minute.thumbs++
  if (event.injected) minute.injected++
  if (event.error) minute.errors.push(event.error)
  if (!event.block) return
  minute.blocks++
  if (isInjectedAndNamed(event.block)) minute.named++
}

function printRow(index, minute) {
  const rssMb = (median(minute.rssBytes) / 1024 / 1024).toFixed(1)
  const { health, thumbs, blocks, injected, named, errors } = minute
  const cells = [
    String(index + 1).padStart(6),
    rssMb.padStart(8),
    String(health).padStart(8),
    String(thumbs).padStart(8),
  ]
  cells.push(String(blocks).padStart(8), String(injected).padStart(10), String(named).padStart(7))
  console.log(`${cells.join(' ')} ${String(errors.length).padStart(8)}`)
}

/** One sentence for each thing that is not as it has to be. */
function findFailures(minutes) {
  const failures = minutes.flatMap(({ errors }) => errors)
  const injected = sum(minutes.map(minute => minute.injected))
  const named = sum(minutes.map(minute => minute.named))
  if (named !== injected) failures.push(`expected ${injected} injected blocks named, got ${named}`)
  if (minutes.length < 3) return failures
  const growth = median(minutes.at(-1).rssBytes) / median(minutes[1].rssBytes) - 1
  if (Math.abs(growth) > ALLOWED_GROWTH) {
    failures.push(`expected rss of the last minute within 5 % of the second, got ${(growth * 100).toFixed(1)} %`)
  }
  return failures
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0)
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
