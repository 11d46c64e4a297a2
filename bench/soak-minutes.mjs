const ALLOWED_GROWTH = 0.05

/**
 * Counts what happens, prints a row for every minute, and judges at the end. `isNamed` tells whether a block's culprit is the
 * injected one; an injection is named when a block that overlaps it is.
 */
export function createMinutes(count, isNamed) {
  const startedAt = performance.now()
  const minutes = Array.from({ length: Math.max(1, Math.ceil(count)) }, createMinute)
  let printed = 0
  console.log('minute   rss MB   health   thumbs   blocks   injected   named   errors')
  const printUntil = end => {
    for (; printed < end; printed++) printRow(printed, minutes[printed], isNamed)
  }

  return {
    record(event) {
      const index = Math.min(minutes.length - 1, Math.floor((performance.now() - startedAt) / 60_000))
      addEvent(minutes[index], event)
      printUntil(index)
    },
    findFailures() {
      printUntil(minutes.length)
      return findFailures(minutes, isNamed)
    },
  }
}

function createMinute() {
  return { rssBytes: [], health: 0, thumbs: 0, blocks: [], injections: [], errors: [] }
}

function addEvent(minute, { rssBytes, answered, injection, error, block }) {
  if (rssBytes) minute.rssBytes.push(rssBytes)
  if (answered === '/health') minute.health++
  if (answered?.startsWith('/thumb/')) minute.thumbs++
  if (injection) minute.injections.push(injection)
  if (error) minute.errors.push(error)
  if (block) minute.blocks.push(block)
}

function printRow(index, minute, isNamed) {
  const { rssBytes, health, thumbs, blocks, injections, errors } = minute
  const named = injections.filter(injection => findBlocks(injection, blocks).some(isNamed)).length
  const cells = [
    [index + 1, 6],
    [(median(rssBytes) / 1024 / 1024).toFixed(1), 9],
    [health, 9],
    [thumbs, 9],
    [blocks.length, 9],
  ]
  cells.push([injections.length, 11], [named, 8], [errors.length, 9])
  console.log(cells.map(([value, width]) => String(value).padStart(width)).join(''))
}

/** One sentence for each thing that is not as it has to be. */
function findFailures(minutes, isNamed) {
  const failures = minutes.flatMap(({ errors }) => errors)
  const blocks = minutes.flatMap(minute => minute.blocks)
  for (const injection of minutes.flatMap(({ injections }) => injections)) {
    const found = findBlocks(injection, blocks)
    if (found.some(isNamed)) continue
    const got = found.map(block => JSON.stringify(block)).join(', ') || 'no block'
    failures.push(`expected the block at ${new Date(injection.fromMs).toISOString()} to be named, got ${got}`)
  }
  if (minutes.length < 3) return failures
  const growth = median(minutes.at(-1).rssBytes) / median(minutes[1].rssBytes) - 1
  if (Math.abs(growth) > ALLOWED_GROWTH) {
    failures.push(`expected rss of the last minute within 5 % of the second, got ${(growth * 100).toFixed(1)} %`)
  }
  return failures
}

function findBlocks({ fromMs, toMs }, blocks) {
  return blocks.filter(({ startedAt, durationMs }) => {
    const startMs = Date.parse(startedAt)
    return startMs <= toMs && startMs + durationMs >= fromMs
  })
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
