import type { Evidence } from '../../model/evidence.js'

/** Nothing was seen. */
export const unknown = {
  cause: 'unknown',
  general: 'Without a sample of the stack there is only the duration.',
  explain({ unwatched, samples }: Evidence): string {
    if (unwatched) return 'No watchdog was there to take samples.'
    if (samples.length === 0) return 'No sample could be taken during the block.'
    return 'No JavaScript was running whenever a sample was taken.'
  },
} as const
