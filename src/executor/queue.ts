/** Those who wait, first in, first out; whoever gives up can leave from anywhere. */
export interface Queue<T> {
  readonly length: number
  push(item: T): void
  /** Takes the first one out. */
  shift(): T | undefined
  /** Takes one out, if it is there. */
  remove(item: T): void
}

/** Creates an empty queue; each operation takes the same time, however long it is. An item is in it once at most. */
export function createQueue<T>(): Queue<T> {
  const items = new Set<T>()
  // Kept, since a new one would go past all that have left.
  let next: IterableIterator<T> | undefined
  let removedCount = 0
  return {
    get length() {
      return items.size
    },
    push: item => {
      items.add(item)
    },
    shift: () => {
      next ??= items.values()
      const { value, done } = next.next()
      if (done) {
        next = undefined
        return undefined
      }
      items.delete(value)
      if (items.size === 0) next = undefined
      return value
    },
    remove: item => {
      if (!items.delete(item)) return
      removedCount += 1
      // While it stands still, it keeps those who have left.
      if (items.size === 0 || removedCount % MAX_KEPT === 0) next = undefined
    },
  }
}

const MAX_KEPT = 64
