// @ts-check

/**
 * Tests of child processes get a second try, three seconds later, and a last one alone when all else is done (test/run-vitest.mjs): on a
 * machine that is busy with something else a process may get no core when a probe needs one, and what is missing then says nothing about
 * the code. Never tried again is what no noise excuses: a failure whose message has {@link WRONG_FOR_SURE} in it. `npm test` tells of each
 * test that needed another try.
 *
 * @type {{ count: number, delay: number, condition: RegExp }}
 */
export const RETRY = {
  count: 1,
  delay: 3000,
  condition: /^(?!.*named wrong for sure)/s,
}

/** Says that another name or cause than the right one was told with confidence `exact`, or a block where there was none. */
export const WRONG_FOR_SURE = 'named wrong for sure'

/**
 * The message of an assertion about names or causes, for when it fails: whether one of what it is about claims to be sure.
 *
 * @param {{ confidence: string }[]} told
 * @returns {string}
 */
export function tellIfSure(told) {
  return told.some(({ confidence }) => confidence === 'exact') ? WRONG_FOR_SURE : 'named with doubt, or not at all'
}
