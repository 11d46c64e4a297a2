import type { LoophoundError } from '../model/errors.js'
import { createWaitingLine } from './waiting-line.js'

/** Those who wait for a free place in the queue before they make a task. */
export interface RoomSeekers {
  readonly length: number
  wait(): Promise<void>
  /** Lets as many go on as there are places then, when what frees them now is done. */
  tell(countPlaces: () => number): void
  /** There will be no place any more. */
  refuse(createReason: () => LoophoundError): void
}

/** Creates it, with nobody waiting. */
export function createRoomSeekers(): RoomSeekers {
  const seekers = createWaitingLine<{ resolve(): void; reject(reason: unknown): void }>()
  let isTelling = false
  return {
    get length() {
      return seekers.length
    },
    wait: () =>
      new Promise((resolve, reject) => {
        seekers.push({ resolve, reject })
      }),
    tell: countPlaces => {
      if (isTelling || seekers.length === 0) return
      isTelling = true
      // One abort may free many places, one by one: who is told of the first has not taken it when the next one is free.
      queueMicrotask(() => {
        isTelling = false
        for (let count = countPlaces(); count > 0 && seekers.length > 0; count -= 1) seekers.shift()?.resolve()
      })
    },
    refuse: createReason => {
      for (let seeker = seekers.shift(); seeker; seeker = seekers.shift()) seeker.reject(createReason())
    },
  }
}
