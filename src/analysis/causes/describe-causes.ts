import type { Block, Cause } from '../../model/block.js'
import type { Report } from '../../model/report.js'
import { CALL_CAUSES } from './apis.js'
import { gc } from './gc.js'
import { builtinLoad, heldByDebugger, starved, suspended } from './machine.js'
import { burst, microtasks } from './many-callbacks.js'
import { moduleLoad } from './module-load.js'
import { javascript, native, unknown } from './plain.js'

/** What the causes of these blocks mean, in one sentence each; nothing without blocks. */
export function describeCauses(blocks: Pick<Block, 'cause'>[]): Pick<Report, 'causes'> {
  if (blocks.length === 0) return {}
  const seen = new Set(blocks.map(({ cause }) => cause))
  const described = ALL.filter(({ cause }) => seen.has(cause))
  return { causes: Object.fromEntries(described.map(({ cause, general }) => [cause, general])) }
}

const ALL: readonly { cause: Cause; general: string }[] = [
  ...CALL_CAUSES,
  ...[javascript, native, gc, moduleLoad, microtasks, burst],
  ...[starved, suspended, heldByDebugger, builtinLoad, unknown],
]
