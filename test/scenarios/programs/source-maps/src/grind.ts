// Lines that a transformation removes, so that no line keeps its number.

export interface Options {
  durationMs: number
  label?: string
}

type Result = {
  count: number
}

/** Blocks for so much CPU time. */
export function grind(options: Options): Result {
  const start = process.cpuUsage()
  const endUs: number = options.durationMs * 1000
  let count = 0
  while (process.cpuUsage(start).user < endUs) for (let i = 0; i < 1e5; i++) count++ // BLOCK
  return { count } satisfies Result
}
