/** Those who wait, first in, first out; whoever gives up can leave from anywhere. */
export interface WaitingLine<T> {
  readonly length: number
  push(item: T): void
  /** Takes the first one out. */
  shift(): T | undefined
  /** Takes one out that is in the line. */
  remove(item: T): void
}

/** Creates an empty line; each operation takes the same time, however long the line is. */
export function createWaitingLine<T>(): WaitingLine<T> {
  let items: T[] = []
  let headIndex = 0
  const gone = new Set<T>()

  const shift = (): T | undefined => {
    while (headIndex < items.length) {
      const item = items[headIndex] as T
      headIndex += 1
      // Moving the rest to the front is cheap when there are more free places than items.
      if (2 * headIndex > items.length && headIndex > MIN_FREE) {
        items = items.slice(headIndex)
        headIndex = 0
      }
      if (!gone.delete(item)) return item
    }
    return undefined
  }
  return {
    get length() {
      return items.length - headIndex - gone.size
    },
    push: item => {
      items.push(item)
    },
    shift,
    remove: item => {
      gone.add(item)
    },
  }
}

const MIN_FREE = 64
