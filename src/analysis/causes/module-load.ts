import type { Frame } from '../../model/frame.js'

/**
 * Loading modules while the loop should turn. Holds when Node's module loader is in the stack and somebody's code is
 * waiting for it; Node loading the entry itself has nobody waiting.
 */
export const moduleLoad = {
  cause: 'module-load',
  /** The frame that called `require` or `import`: the user's own if there is one. */
  findCaller(stack: Frame[]): Frame | undefined {
    const loaderIndex = stack.findLastIndex(
      (frame, index) => isLoader(frame) && stack.slice(index + 1).some(isUserFrame),
    )
    if (loaderIndex < 0) return undefined
    const waiting = stack.slice(loaderIndex + 1).filter(isUserFrame)
    return waiting.find(frame => frame.ownCode) ?? waiting[0]
  },
  explain: (durationMs: number): string => `Modules were read, compiled and run for ${durationMs} ms.`,
} as const

/** `true` for code that somebody can change: the user's own or a package's. */
export function isUserFrame(frame: Frame): boolean {
  return frame.ownCode || frame.package !== undefined
}

/** `true` for Node's module loader. */
export function isLoader({ file }: Frame): boolean {
  return file.startsWith('node:internal/modules/')
}
