/**
 * Prints one row a variant and returns for each its ratio to none: the median of the generations, each of which is a median of rounds,
 * and between which values they were.
 */
export function printCosts(title, generations) {
  console.log(`\n${title}, Node.js ${process.version}, generations: ${generations.length}`)
  console.log('variant                   median    ratio   generations between')
  return Object.fromEntries(
    Object.keys(generations[0]).map(name => {
      const ratios = generations.map(generation => generation[name].ratio).toSorted((a, b) => a - b)
      const [cost, ratio] = [findMedian(generations.map(generation => generation[name].cost)), findMedian(ratios)]
      const row = [name.padEnd(22), cost.toFixed(1).padStart(10), ratio.toFixed(3).padStart(9)]
      console.log(`${row.join('')}   ${ratios[0].toFixed(3)} and ${ratios.at(-1).toFixed(3)}`)
      return [name, ratio]
    }),
  )
}

/**
 * Prints one row a variant with its ratio to its base (`bases`: variant → base): the median over all rounds, and the bounds between which
 * the true median lies with 95 % confidence.
 */
export function printTable(title, bases, rounds) {
  console.log(`\n${title}, ${rounds.length} rounds`)
  console.log('variant                   median    ratio   95 % between')
  for (const [variant, base] of Object.entries(bases)) {
    const { ratio, low, high } = summarize(rounds.map(round => round[variant] / round[base]))
    const absolute = findMedian(rounds.map(round => round[variant]))
    const interval = variant === base ? '' : `${low.toFixed(3)} and ${high.toFixed(3)}`
    const row = [variant.padEnd(22), absolute.toFixed(1).padStart(10), ratio.toFixed(3).padStart(9)]
    console.log(`${row.join('')}   ${interval}`)
  }
}

/** The bounds are order statistics, which supposes nothing about how the noise is distributed. */
function summarize(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const reach = 0.98 * Math.sqrt(sorted.length)
  const at = index => sorted[Math.min(sorted.length - 1, Math.max(0, index))]
  return {
    ratio: findMedian(values),
    low: at(Math.floor(middle - reach)),
    high: at(Math.ceil(middle + reach)),
  }
}

/** The middle of some numbers. */
export function findMedian(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2
}
