import type { Frame } from '../../model/frame.js'
import { formatShare, isLostBy, type MachineCause } from './machine-cause.js'

/** Node.js loads most of its builtin modules when they are first used: the first `fetch` of a process loads its whole HTTP client. */
export const builtinLoad: MachineCause = {
  cause: 'builtin-load',
  general: 'Node.js loads builtin modules when they are first used, once in a process.',
  holds: (evidence, lost) => isLostBy(lost.builtinLoadMs, evidence, lost),
  explain: (evidence, { builtinLoadMs }) =>
    `Node.js loaded builtin modules for ${formatShare(builtinLoadMs, evidence)}, which it does once in a process.`,
}

/** Whether Node's loader of builtin modules is in the stack. */
export function isBuiltinLoad(stack: Frame[]): boolean {
  return stack.some(
    ({ function: name, file }) => name === 'compileForInternalLoader' && file.startsWith('node:internal/'),
  )
}
