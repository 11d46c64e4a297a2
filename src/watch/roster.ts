import { IntField, readOwner, releaseSlot, type Slot } from '../model/shared-memory.js'
import type { WatchPost } from './watch-post.js'

/** The threads that are watched now: one post for each slot that is taken. */
export interface Roster {
  /** Looks at all of them. Returns when to look again at the latest. */
  look(atMs: number): number
  /** A thread has ended without giving its slot back. */
  dismiss(threadId: number): void
  /** Tells of the blocks that worker threads are in the middle of: the process ends, and they with it. */
  abandonWorkers(): void
  /** `true` while none is late, and nothing is awaited of one. */
  readonly isCalm: boolean
  readonly size: number
}

/** Options of {@link createRoster}. */
export interface RosterOptions {
  slots: readonly Slot[]
  createPost: (slot: Slot, threadId: number) => WatchPost
}

/** Creates the roster; threads are found at each look. */
export function createRoster({ slots, createPost }: RosterOptions): Roster {
  const posts = new Map<Slot, WatchPost>()
  const lines = new Map<Slot, number>()
  const renew = (slot: Slot) => {
    const line = Atomics.load(slot.ints, IntField.line)
    if (line === (lines.get(slot) ?? 0)) return
    lines.set(slot, line)
    posts.get(slot)?.close()
    posts.delete(slot)
    const threadId = readOwner(slot)
    if (line !== 0 && threadId !== undefined) posts.set(slot, createPost(slot, threadId))
  }
  const dismiss = (slot: Slot) => {
    const post = posts.get(slot)
    if (!post) return
    post.abandon()
    releaseSlot(slot, post.threadId)
    renew(slot)
  }
  return {
    look: atMs => {
      for (const slot of slots) {
        renew(slot)
        if (Atomics.load(slot.ints, IntField.isEnded) === 1) dismiss(slot)
      }
      return Math.min(...[...posts.values()].map(post => post.look(atMs)))
    },
    dismiss: threadId => {
      const slot = slots.find(slot => posts.get(slot)?.threadId === threadId)
      if (slot) dismiss(slot)
    },
    abandonWorkers: () => {
      for (const post of posts.values()) if (post.threadId !== 0) post.abandon()
    },
    get isCalm() {
      for (const post of posts.values()) if (!post.isCalm) return false
      return true
    },
    get size() {
      return posts.size
    },
  }
}
