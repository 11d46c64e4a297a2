const COLUMNS = {
  'thumbnails made': ({ variant }) => variant,
  verdict: ({ verdict }) => verdict,
  blocks: ({ blocks }) => String(blocks),
  worst: ({ worstMs }) => formatMs(worstMs),
  'delayed events': ({ delayedEvents }) => String(delayedEvents),
  '/thumb p50': ({ thumb }) => formatMs(thumb.p50Ms),
  p99: ({ thumb }) => formatMs(thumb.p99Ms),
  thumbnails: ({ thumb }) => String(thumb.count),
  '/health p50': ({ health }) => formatMs(health.p50Ms),
  'p99 ': ({ health }) => formatMs(health.p99Ms),
}

/** A Markdown table of what `compare.mjs` measured, a row a variant. */
export function formatTable(rows) {
  const cells = [
    Object.keys(COLUMNS).map(name => name.trim()),
    ...rows.map(row => Object.values(COLUMNS).map(read => read(row))),
  ]
  const widths = cells[0].map((_, column) => Math.max(...cells.map(row => row[column].length)))
  const [head, ...body] = cells.map(
    row => `| ${row.map((cell, column) => alignCell(cell, widths[column], column)).join(' | ')} |`,
  )
  const rule = `| ${widths.map((width, column) => (column < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [head, rule, ...body].join('\n')
}

function alignCell(cell, width, column) {
  return column < 2 ? cell.padEnd(width) : cell.padStart(width)
}

function formatMs(timeMs) {
  return timeMs < 10 ? `${timeMs.toFixed(1)} ms` : `${timeMs.toFixed(0)} ms`
}
