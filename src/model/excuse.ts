import type { Block, Cause } from './block.js'

/** Why a block never fails anything: it is ignored, of a phase or role that is not judged, or the machine's fault; `undefined` when it counts. */
export function findExcuse(block: Pick<Block, 'cause' | 'ignored' | 'unjudged'>): string | undefined {
  if (block.ignored) return formatIgnored(block.ignored)
  return block.unjudged ?? MACHINE_FAULTS[block.cause]
}

/** Whether a block is one of an offender: of the same fingerprint, and not counted for the same reason, or counted. */
export function isOfOffender(
  block: Pick<Block, 'fingerprint' | 'cause' | 'ignored' | 'unjudged'>,
  offender: { fingerprint: string; excused?: string },
): boolean {
  return block.fingerprint === offender.fingerprint && findExcuse(block) === offender.excused
}

function formatIgnored({ reason, by }: NonNullable<Block['ignored']>): string {
  return by === undefined ? reason : `${reason}, says ${by}`
}

const MACHINE_FAULTS: Partial<Record<Cause, string>> = {
  starved: 'the machine had no core for the thread',
  suspended: 'the process was stopped or the machine slept',
  debugger: 'a debugger held the thread',
  'builtin-load': 'Node.js loaded builtin modules, once in a process',
}
