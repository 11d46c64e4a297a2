import type { Capability } from '../model/capabilities.js'
import type { Runtime } from '../model/runtime.js'
import { ownRuntime } from '../probes/runtime.js'

/**
 * Whether the watchdog may connect an inspector session to the main thread of this process.
 *
 * @param execArgv options of Node that this process was started with
 */
export function findInterruptsCapability(
  { execArgv, permission }: Pick<NodeJS.Process, 'execArgv' | 'permission'>,
  runtime: Pick<Runtime, 'isNode' | 'offReason'> = ownRuntime,
): Capability {
  if (!runtime.isNode) return { state: 'off', reason: runtime.offReason }
  // Node's permission model (https://nodejs.org/api/permissions.html) denies the inspector even where it allows workers.
  if (permission !== undefined) return { state: 'off', reason: 'permission-model' }
  // The process of `node --test` that starts the test files has no inspector: connecting to it would abort it.
  if (execArgv.includes('--test') && !execArgv.some(isInProcess)) return { state: 'off', reason: 'test-runner' }
  return { state: 'on' }
}

function isInProcess(option: string): boolean {
  return /^--(?:experimental-)?test-isolation=none$/.test(option)
}
