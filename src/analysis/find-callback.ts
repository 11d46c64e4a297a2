import type { Block } from '../model/block.js'
import type { Turn } from './find-turns.js'

/** Which callback it was, by the async resource of the heaviest turn, and how many different ones were seen. */
export function findCallback(turns: Turn[]): Block['callback'] {
  const ids = new Set(turns.filter(turn => turn.isCallback).map(turn => turn.samples[0]?.raw.asyncId))
  const [heaviest] = [...turns].sort((a, b) => b.weightMs - a.weightMs)
  return { type: heaviest ? nameType(heaviest) : '', count: Math.max(ids.size, turns.length > 0 ? 1 : 0) }
}

function nameType({ samples: [sample], isCallback }: Turn): string {
  if (!sample || sample.stack.length === 0) return ''
  const { asyncId, resourceType } = sample.raw
  if (isCallback) return resourceType === 'Object' ? '' : resourceType
  // Node gives promise jobs no id of their own unless somebody hooks promises, and ticks a plain object.
  if (asyncId === 0 || resourceType === 'Promise') return 'PROMISE'
  if (resourceType === 'Object') return 'TickObject'
  return resourceType === 'AsyncResource' ? 'Microtask' : resourceType
}
