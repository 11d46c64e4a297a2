/** A count with its noun: `1 block`, `3 blocks`, `2 processes`. */
export function formatPlural(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`
  return `${count} ${noun}${noun.endsWith('s') ? 'es' : 's'}`
}
