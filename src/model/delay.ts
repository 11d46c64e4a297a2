/** How late the loop gets to something that is due: corrected for the timer's own interval and for coordinated omission. */
export interface DelaySummary {
  p50Ms: number
  p90Ms: number
  p99Ms: number
  p999Ms: number
  maxMs: number
  /** The histogram in microseconds, HdrHistogram V2 compressed, base64: merges across threads, processes and machines. */
  hdr: string
}

/** What was seen of a loop's delay. */
export interface DelayReading {
  /** Intervals between firings of the timer, shortest first. */
  samples: DelaySample[]
  /** Interval of the timer when nothing is late, in ms. */
  resolutionMs: number
}

/** Intervals between firings of the delay timer that were about as long. */
export interface DelaySample {
  intervalMs: number
  count: number
}
