/**
 * Puts the functions that await the caller of this below the stack of an error. To be called after an `await` of `awaited`: then V8 knows them,
 * at no cost for those who succeed. (Taking the stack of each call would cost as much as handing over the task.)
 *
 * @returns what was thrown
 */
export function addCaller(thrown: unknown, awaited: (...args: never[]) => unknown): unknown {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return thrown
  const here: { stack?: unknown } = {}
  Error.captureStackTrace(here, awaited)
  const lines = typeof here.stack === 'string' ? here.stack.split('\n').slice(1) : []
  if (lines.length > 0) thrown.stack = [thrown.stack, '    --- awaited by ---', ...lines].join('\n')
  return thrown
}
