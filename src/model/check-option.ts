import { createBadOption, LoophoundError } from './errors.js'
import { checkShape, filled, functionOf, hasShape, type Shape } from './shape.js'

/**
 * An argument that is as it must be.
 *
 * @param name of the argument: begins the sentence about what is wrong
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION`
 */
export function checkOption<T>(name: string, value: unknown, shape: Shape<T>): T {
  if (hasShape(value, shape)) return value
  throw createBadOption(name, shape.expected, value)
}

/**
 * Options that are as they must be, none of them unknown.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION`
 */
export function checkOptions<T>(options: unknown, shape: Shape<T>): T {
  return checkShape(options, shape, problem => {
    const where = problem.startsWith('expected ') ? 'options: ' : ''
    return new LoophoundError('ERR_LOOPHOUND_BAD_OPTION', `${where}${problem}`)
  })
}

/** A function to run. */
export const anyFunction: Shape<() => unknown> = functionOf<() => unknown>()

/** Why something may block. */
export const reasonText: Shape<string> = filled('a reason')
