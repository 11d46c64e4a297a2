import { CAUSES, type Cause, type Remedy } from './causes.js'
import type { Phase, Role } from './phase.js'

/**
 * A remedy that fits where the block was: nobody in a pool is told to move to one, nor at start-up to load at start-up. An advice that
 * names an asynchronous twin fits everywhere.
 *
 * @param place of a block, or what is known of one
 */
export function fitRemedy(
  { executor, ...remedy }: Remedy,
  { cause, phase, process: { role } }: { cause: Cause; phase: Phase; process: { role: Role } },
): Remedy {
  const isPool = role === 'pool'
  const advice = remedy.asyncTwin === undefined ? findAdvice(cause, phase, isPool) : undefined
  return {
    ...remedy,
    ...(advice === undefined ? {} : { advice }),
    ...(executor && !isPool ? { executor } : {}),
  }
}

function findAdvice(cause: Cause, phase: Phase, isPool: boolean): string | undefined {
  const { poolAdvice, startupAdvice } = CAUSES[cause]
  return (isPool ? poolAdvice : undefined) ?? (phase === 'startup' ? startupAdvice : undefined)
}
