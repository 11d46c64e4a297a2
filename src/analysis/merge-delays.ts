import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js'
import type { DelaySummary } from '../model/report.js'

/**
 * The delay of several loops together.
 *
 * @param encoded histograms in microseconds, HdrHistogram V2 compressed, base64, as in {@link DelaySummary.hdr}
 * @throws Error when one of them is no histogram
 */
export function mergeDelays(encoded: string[]): DelaySummary {
  const merged = build({ bitBucketSize: 64, autoResize: true, numberOfSignificantValueDigits: 3 })
  for (const one of encoded) merged.add(decodeFromCompressedBase64(one))
  return summarize(merged)
}

function summarize(histogram: Histogram): DelaySummary {
  const readMs = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1000
  return {
    p50Ms: readMs(50),
    p90Ms: readMs(90),
    p99Ms: readMs(99),
    p999Ms: readMs(99.9),
    // Not `maxValue`, the lowest value of its bucket.
    maxMs: histogram.maxValue === 0 ? 0 : readMs(100),
    hdr: encodeIntoCompressedBase64(histogram),
  }
}
