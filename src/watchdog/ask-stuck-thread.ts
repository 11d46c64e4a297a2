import type { realTimers } from '../system/clock.js'

/**
 * Gives what a stuck thread answers to an interrupt, or `undefined` when it does not in time, once.
 *
 * @param ask puts the question; absent where nothing can be asked
 */
export function askStuckThread<T>(
  ask: (() => Promise<T>) | undefined,
  { timers, limitMs }: { timers: Pick<typeof realTimers, 'setTimeout'>; limitMs: number },
  tell: (answer: T | undefined) => void,
): void {
  let isTold = false
  const tellOnce = (answer: T | undefined) => {
    if (!isTold) tell(answer)
    isTold = true
  }
  if (ask) void ask().then(tellOnce)
  // A native that takes no interrupts may never answer.
  timers.setTimeout(() => tellOnce(undefined), limitMs)
}
