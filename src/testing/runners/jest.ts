import type {} from 'expect'
import { toBlock } from '../to-block.js'

/** What Jest's `expect(…)` gains. */
export interface BlockMatchers {
  /**
   * Calls the function, awaits it, and passes when the event loop was blocked for `ms` or longer meanwhile. Await it.
   *
   * @param ms At least 5; default 50.
   * @example
   * await expect(() => renderPage(data)).not.toBlock()
   */
  toBlock(ms?: number): Promise<void>
}

declare module 'expect' {
  // The type parameters are Jest's.
  interface Matchers<R extends void | Promise<void>, T> extends BlockMatchers {}
}

declare global {
  // Of the global `expect` that `@types/jest` declares, with its type parameters; without it nothing uses them.
  namespace jest {
    interface Matchers<R, T> extends BlockMatchers {}
  }
}

/** Gives Jest's global `expect` the matcher; without that global, extend yours with what the entry exports. */
export function extendExpect(): void {
  const { expect } = globalThis as { expect?: { extend(matchers: object): void } }
  expect?.extend({ toBlock })
}
