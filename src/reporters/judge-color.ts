/**
 * Whether to use colors: `NO_COLOR`, `FORCE_COLOR`, a terminal, in this order.
 *
 * @param isTerminal whether what is written to is one
 */
export function judgeColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTerminal && env.TERM !== 'dumb'
}
