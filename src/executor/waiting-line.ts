/** Those who wait, first in, first out; whoever gives up can leave from anywhere. */
export interface WaitingLine<T> {
  readonly length: number
  push(item: T): void
  /** Takes the first one out. */
  shift(): T | undefined
  /** Takes one out that is in the line. */
  remove(item: T): void
}

/**
 * Creates an empty line; each operation takes the same time, however long the line is. Those who have gone from its midst are kept for a while,
 * never more of them than still wait and a few.
 */
export function createWaitingLine<T>(): WaitingLine<T> {
  // A place is emptied when its item is taken, so that it does not keep the item.
  let places: (T | undefined)[] = []
  let headIndex = 0
  const gone = new Set<T | undefined>()

  const countWaiting = () => places.length - headIndex - gone.size
  const tidy = () => {
    const waitingCount = countWaiting()
    const isKeeping = waitingCount === 0 && gone.size > 0
    // Moving the rest to the front is cheap when there are more free places than items.
    if (!isKeeping && headIndex + gone.size <= waitingCount + MIN_FREE) return
    places = waitingCount === 0 ? [] : places.slice(headIndex).filter(item => !gone.has(item))
    headIndex = 0
    gone.clear()
  }
  return {
    get length() {
      return countWaiting()
    },
    push: item => {
      places.push(item)
    },
    shift: () => {
      while (headIndex < places.length) {
        const item = places[headIndex]
        places[headIndex] = undefined
        headIndex += 1
        if (gone.delete(item)) continue
        tidy()
        return item
      }
      return undefined
    },
    remove: item => {
      gone.add(item)
      tidy()
    },
  }
}

const MIN_FREE = 64
