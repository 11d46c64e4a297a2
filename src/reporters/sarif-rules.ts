import type { Cause } from '../model/block.js'
import { REMEDIES } from '../model/remedies.js'

/** A `reportingDescriptor` of SARIF: what a cause is in general, and what to do about it. */
export interface SarifRule {
  id: Cause
  name: string
  shortDescription: { text: string }
  fullDescription: { text: string }
  help: { text: string }
  defaultConfiguration: { level: 'warning' | 'note' }
  properties: { tags: string[] }
}

/** The rule of a cause. */
export function createRule(cause: Cause): SarifRule {
  const text = DESCRIPTIONS[cause]
  return {
    id: cause,
    name: toPascalCase(cause),
    shortDescription: { text: `Event loop blocked: ${cause}` },
    fullDescription: { text },
    help: { text: REMEDIES[cause]?.advice ?? formatBlameless(cause, text) },
    defaultConfiguration: { level: BLAMELESS.includes(cause) ? 'note' : 'warning' },
    properties: { tags: ['performance', 'event-loop'] },
  }
}

function formatBlameless(cause: Cause, text: string): string {
  return BLAMELESS.includes(cause) ? `${text} Nothing in the code has to change for that.` : text
}

const BLAMELESS: Cause[] = ['starved', 'suspended', 'debugger', 'builtin-load']

const DESCRIPTIONS: Record<Cause, string> = {
  javascript: 'A computation in JavaScript kept the event loop from turning.',
  json: 'JSON.parse or JSON.stringify of a big value kept the event loop from turning.',
  regexp: 'A regular expression took long to match, most often by backtracking.',
  crypto: 'A cryptographic function was called in its synchronous form.',
  compression: 'Data was compressed or decompressed in the synchronous form.',
  'file-system': 'Files were read or written in the synchronous form.',
  'child-process': 'The event loop waited for a child process to end.',
  'module-load': 'A module was loaded after start-up.',
  serialization: 'A big value was cloned or serialized.',
  'sync-wait': 'The thread slept while the event loop had work to do.',
  native: 'A native function kept the event loop from turning.',
  gc: 'The collection of garbage stopped the thread.',
  microtasks: 'Promise jobs or process.nextTick callbacks followed each other without giving way to the event loop.',
  burst: 'Many short callbacks came in one turn of the event loop.',
  starved: 'The machine had no core for the thread.',
  suspended: 'The process was stopped, or the machine slept.',
  debugger: 'A debugger held the thread.',
  'builtin-load': 'Node.js loaded builtin modules, which it does once in a process.',
  unknown: 'The event loop could not turn, and nothing that was measured says why.',
}

function toPascalCase(cause: Cause): string {
  return cause.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}
