/**
 * Prints one row a variant and returns for each its ratio to its base (`bases`: variant → base): the median over all rounds, and
 * the bounds between which the true median lies with 95 % confidence.
 */
export function printTable(title, bases, rounds) {
  console.log(`\n${title}, ${rounds.length} rounds`)
  console.log('variant                   median    ratio   95 % between')
  return Object.fromEntries(
    Object.entries(bases).map(([variant, base]) => {
      const found = summarize(rounds.map(round => round[variant] / round[base]))
      const absolute = summarize(rounds.map(round => round[variant])).ratio
      const interval = variant === base ? '' : `${found.low.toFixed(3)} and ${found.high.toFixed(3)}`
      const row = [variant.padEnd(22), absolute.toFixed(1).padStart(10), found.ratio.toFixed(3).padStart(9)]
      console.log(`${row.join('')}   ${interval}`)
      return [variant, found]
    }),
  )
}

/** The bounds are order statistics, which supposes nothing about how the noise is distributed. */
function summarize(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const reach = 0.98 * Math.sqrt(sorted.length)
  const at = index => sorted[Math.min(sorted.length - 1, Math.max(0, index))]
  return {
    ratio: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    low: at(Math.floor(middle - reach)),
    high: at(Math.ceil(middle + reach)),
  }
}
