import type { Runtime } from '../model/runtime.js'
import { ownRuntime } from '../probes/runtime.js'
import { createBadUsage } from './bad-usage.js'

/**
 * Makes sure that this process is of Node.js.
 *
 * @param what needs it
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_USAGE` in Bun and Deno
 */
export function requireNode(what: string, { isNode, label }: Pick<Runtime, 'isNode' | 'label'> = ownRuntime): void {
  if (!isNode) throw createBadUsage(what, 'to be started with Node.js', label)
}
