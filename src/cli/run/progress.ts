import { formatDuration, formatPlural } from '../../reporters/text/words.js'
import type { Tally } from './tail-run-directory.js'

/** What the progress line needs. */
export interface ProgressOptions {
  /** Draws over the terminal where the cursor is; absent when there is no terminal: then nothing happens. */
  draw?: (control: string) => void
  columns: number
  readTally: () => Tally
  /** @default 500 */
  intervalMs?: number
  /** @default setInterval, unref'd */
  repeat?: (callback: () => void, intervalMs: number) => () => void
}

/**
 * Shows on one line of the terminal how many blocks there were so far and the worst. The line is drawn behind the cursor and the cursor
 * put back, so that nothing of the command's own output is ever overwritten.
 */
export function createProgress(options: ProgressOptions): { stop: () => void } {
  const { draw, columns, readTally, intervalMs = 500, repeat = repeatUnref } = options
  if (!draw) return { stop: () => {} }
  let shown = ''
  const cancel = repeat(() => {
    const line = formatTally(readTally()).slice(0, columns - 1)
    if (line === shown) return
    shown = line
    draw(`${SAVE_CURSOR}${line}${ERASE_REST}${RESTORE_CURSOR}`)
  }, intervalMs)
  return {
    stop: () => {
      cancel()
      if (shown) draw(ERASE_REST)
    },
  }
}

const SAVE_CURSOR = '\u001b7'
const RESTORE_CURSOR = '\u001b8'
const ERASE_REST = '\u001b[K'

function formatTally({ count, worstMs }: Tally): string {
  return count === 0 ? '' : `loophound: ${formatPlural(count, 'block')} so far, worst ${formatDuration(worstMs)}`
}

function repeatUnref(callback: () => void, intervalMs: number): () => void {
  const timer = setInterval(callback, intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}
