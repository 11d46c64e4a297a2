import type { LoophoundError } from '../model/errors.js'
import { createWaitingLine } from './waiting-line.js'

/** Those who wait for a free place in the queue before they make a task. */
export interface RoomSeekers {
  readonly length: number
  wait(): Promise<void>
  /** Lets as many go on as there are places. */
  tell(placeCount: number): void
  /** There will be no place any more. */
  refuse(createReason: () => LoophoundError): void
}

/** Creates it, with nobody waiting. */
export function createRoomSeekers(): RoomSeekers {
  const seekers = createWaitingLine<{ resolve(): void; reject(reason: unknown): void }>()
  return {
    get length() {
      return seekers.length
    },
    wait: () =>
      new Promise((resolve, reject) => {
        seekers.push({ resolve, reject })
      }),
    tell: placeCount => {
      for (let count = placeCount; count > 0 && seekers.length > 0; count -= 1) seekers.shift()?.resolve()
    },
    refuse: createReason => {
      for (let seeker = seekers.shift(); seeker; seeker = seekers.shift()) seeker.reject(createReason())
    },
  }
}
