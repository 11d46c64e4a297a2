import type { RawFrame } from '../../model/frame.js'
import { captureLater, readLater } from '../stacks/stack.js'

/** Remembers where callbacks were scheduled, while they have not run. */
export interface ScheduledAt {
  /** For `async_hooks.createHook`. */
  readonly hooks: { init(asyncId: number, type: string): void; destroy(asyncId: number): void }
  /** Stacks of those that are known, innermost frame first, Node's own part of scheduling left out. */
  read(asyncIds: readonly number[]): { asyncId: number; stack: RawFrame[] }[]
  /** Forgets those that are gone for good. Call once an iteration, after {@link read}: Node tells of their end before that of the iteration. */
  sweep(): void
  stop(): void
}

/** Creates an empty memory. `isOwn`: whether what is scheduled now is loophound's. */
export function createScheduledAt(isOwn: () => boolean): ScheduledAt {
  const stacks = new Map<number, object>()
  let gone: number[] = []
  const init = (asyncId: number, type: string) => {
    if (isOwn() || type === 'PROMISE') return
    const stack = captureLater(init)
    if (stack === undefined) return
    stacks.set(asyncId, stack)
    if (stacks.size > MAX_ORIGINS) for (const [oldest] of stacks) return void stacks.delete(oldest)
  }
  return {
    hooks: { init, destroy: asyncId => void gone.push(asyncId) },
    read: asyncIds =>
      [...new Set(asyncIds)].flatMap(asyncId => {
        const held = stacks.get(asyncId)
        const frames = held === undefined ? [] : readLater(held)
        const first = frames.findIndex(({ file }) => file !== null && !file.startsWith('node:'))
        return first < 0 ? [] : [{ asyncId, stack: frames.slice(first) }]
      }),
    sweep: () => {
      if (gone.length === 0) return
      for (const asyncId of gone) stacks.delete(asyncId)
      gone = []
    },
    stop: () => stacks.clear(),
  }
}

/** What is scheduled and never runs, such as a socket that stays open, must not grow memory: some 10 MB. */
const MAX_ORIGINS = 10_000
