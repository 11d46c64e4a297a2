import { IntField, readOwner, releaseSlot, type Slot } from '../protocol/shared-memory.js'
import type { WatchedThread } from './watched-thread.js'

/** The threads that are watched now: one post for each slot that is taken. */
export interface WatchedThreads {
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

/** Options of {@link createWatchedThreads}. */
export interface WatchedThreadsOptions {
  slots: readonly Slot[]
  /** How often the watchdog was called so far: whoever takes a slot calls it, and whoever ends another's thread. */
  readCallCount: () => number
  createPost: (slot: Slot, threadId: number) => WatchedThread
}

/** Creates the list of watched threads; threads are found at the first look after they have called. */
export function createWatchedThreads({ slots, readCallCount, createPost }: WatchedThreadsOptions): WatchedThreads {
  const posts = new Map<Slot, WatchedThread>()
  const lines = new Map<Slot, number>()
  let seenCallCount: number | undefined
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
      // Read first: what is called while this looks is found at the next look.
      const callCount = readCallCount()
      for (const slot of callCount === seenCallCount ? posts.keys() : slots) {
        renew(slot)
        if (Atomics.load(slot.ints, IntField.isEnded) === 1) dismiss(slot)
      }
      seenCallCount = callCount
      let untilMs = Number.POSITIVE_INFINITY
      for (const post of posts.values()) untilMs = Math.min(untilMs, post.look(atMs))
      return untilMs
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
