import { runInThisContext } from 'node:vm'

/**
 * The global object of the thread's main realm, where interrupts are evaluated: inside a `vm` context, such as Jest's, `globalThis` is another.
 */
export const mainRealm: typeof globalThis = runInThisContext('globalThis')
