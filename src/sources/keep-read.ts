/**
 * Makes a reader that reads each file once and keeps a bounded amount of what it read: when that is full, it begins anew.
 *
 * @param countChars size of what was read of a file; its path counts besides
 * @param maxChars most characters kept at a time
 */
export function keepRead<T>(
  read: (file: string) => T,
  countChars: (read: T) => number,
  maxChars: number,
): (file: string) => T {
  const kept = new Map<string, T>()
  let keptChars = 0
  return file => {
    const known = kept.get(file)
    if (known !== undefined || kept.has(file)) return known as T
    const value = read(file)
    const addedChars = countChars(value) + file.length
    if (keptChars + addedChars > maxChars) {
      kept.clear()
      keptChars = 0
    }
    kept.set(file, value)
    keptChars += addedChars
    return value
  }
}
