import { SCHEMA_VERSION } from '../model/run-record.js'

/** The version of reports before there were phases and roles. */
export const OLDER_VERSION = 1

/**
 * A report of the older version in the form of today: its blocks were all judged, which is what `running` blocks of an `app` are. What is
 * no report stays what it is, for whoever says what is wrong with it.
 */
export function modernizeReport(value: unknown): unknown {
  if (!isObject(value)) return value
  return {
    ...value,
    schemaVersion: SCHEMA_VERSION,
    processes: mapObjects(value.processes, process => ({ ...process, role: 'app' })),
    blocks: mapObjects(value.blocks, block => ({ ...block, phase: 'running', process: addRole(block.process) })),
  }
}

function addRole(process: unknown): unknown {
  return isObject(process) ? { ...process, role: 'app' } : process
}

function mapObjects(value: unknown, change: (object: Record<string, unknown>) => object): unknown {
  return Array.isArray(value) ? value.map((item: unknown) => (isObject(item) ? change(item) : item)) : value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
