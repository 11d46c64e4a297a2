/**
 * Prints one row a variant and returns the ratio of each to its base (`bases`: variant → base): the median over generations of
 * the median over rounds.
 */
export function printTable(title, bases, rounds) {
  const ratios = {}
  console.log(
    `\n${title}, ${rounds.length} rounds in ${new Set(rounds.map(round => round.generation)).size} generations`,
  )
  console.log(
    `${'variant'.padEnd(22)}${'median'.padStart(10)}${'to base'.padStart(10)}   generations, lowest to highest`,
  )
  for (const [variant, base] of Object.entries(bases)) {
    const medians = foldGenerations(rounds, round => round[variant] / round[base])
    ratios[variant] = median(medians)
    const absolute = median(rounds.map(round => round[variant]))
    const spread = medians.map(ratio => ratio.toFixed(3)).join(' ')
    console.log(
      `${variant.padEnd(22)}${absolute.toFixed(1).padStart(10)}${ratios[variant].toFixed(3).padStart(10)}   ${spread}`,
    )
  }
  return ratios
}

/** The median of each generation, sorted. */
function foldGenerations(rounds, read) {
  const groups = new Map()
  for (const round of rounds) groups.set(round.generation, [...(groups.get(round.generation) ?? []), read(round)])
  return [...groups.values()].map(median).sort((a, b) => a - b)
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
