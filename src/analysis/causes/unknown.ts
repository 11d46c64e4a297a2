import type { Evidence } from '../../model/evidence.js'

/** Nothing was seen. */
export const unknown = {
  cause: 'unknown',
  general: 'Without a sample of the stack there is only the duration.',
  explain({ unwatched, samples }: Evidence): string {
    if (unwatched) return 'No watchdog was there to take samples.'
    if (samples.length === 0) return 'No sample could be taken during the block.'
    return 'None of the samples that were taken has a stack.'
  },
} as const
