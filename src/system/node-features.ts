import { AsyncLocalStorage, createHook } from 'node:async_hooks'

/** Whether Node lets promises be left out of async hooks: it reads the option then. */
export function canLeavePromisesOut(): boolean {
  canLeaveOut ??= isOptionRead()
  return canLeaveOut
}

let canLeaveOut: boolean | undefined

function isOptionRead(): boolean {
  let isRead = false
  const options: HookOptions = {
    before: () => {},
    get trackPromises() {
      isRead = true
      return false
    },
  }
  createHook(options)
  return isRead
}

/** The option is of Node 24.21 and 26, and missing in the types of Node 20. */
export type HookOptions = Parameters<typeof createHook>[0] & { readonly trackPromises: boolean }

/** Whether async context is next to free here: kept by V8 itself, as in Node 24 and later. */
export function isAsyncContextFree(): boolean {
  return !Object.hasOwn(new AsyncLocalStorage(), 'kResourceStore')
}
