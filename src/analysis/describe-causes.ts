import type { Block, Cause } from '../model/block.js'
import type { Report } from '../model/report.js'
import { builtinLoad } from './causes/builtin-load.js'
import { burst } from './causes/burst.js'
import { CALL_CAUSES } from './causes/call-causes.js'
import { heldByDebugger } from './causes/debugger.js'
import { gc } from './causes/gc.js'
import { javascript } from './causes/javascript.js'
import { microtasks } from './causes/microtasks.js'
import { moduleLoad } from './causes/module-load.js'
import { native } from './causes/native.js'
import { starved } from './causes/starved.js'
import { suspended } from './causes/suspended.js'
import { unknown } from './causes/unknown.js'

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
