/** A duration in ms as people read it: `4.2 ms`, `312 ms`, `12.3 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs >= 10_000) return `${(durationMs / 1000).toFixed(1)} s`
  return `${durationMs >= 9.95 ? Math.round(durationMs) : Number(durationMs.toFixed(1))} ms`
}
