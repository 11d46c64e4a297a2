import { AsyncLocalStorage } from 'node:async_hooks'
import { recordThrown } from '../errors.js'
import type { Answer, TaskCall } from '../messages.js'
import { PROGRESS_KEY, type ProgressHolder } from '../report-progress.js'
import { compileTask, loadTask } from './task-function.js'

/** Finds the function of a task and runs it; whatever is thrown becomes part of the answer. */
export async function callTask({ module, name, args, isHeard }: TaskCall): Promise<Answer> {
  const caller = { isListening: isHeard === true }
  let startMs: number | undefined
  const readRunMs = () => (startMs === undefined ? {} : { runMs: performance.now() - startMs })
  try {
    const task = module === undefined ? compileTask(name) : await loadTask(module, name)
    startMs = performance.now()
    const value = await (isHeard ? openStorage().run(caller, task, ...args) : task(...args))
    return { ...readRunMs(), ...(value === undefined ? {} : { value }) }
  } catch (thrown) {
    return { ...readRunMs(), thrown: recordThrown(thrown) }
  } finally {
    caller.isListening = false
  }
}

/** Lets `reportProgress()` tell of the task it is called in, and of no other that runs here later. */
export function hearProgress(tell: (value: unknown) => void): void {
  const holder: ProgressHolder = globalThis
  holder[PROGRESS_KEY] = value => {
    if (storage?.getStore()?.isListening) tell(value)
  }
}

let storage: AsyncLocalStorage<{ isListening: boolean }> | undefined

// At the first use: it costs on Node 20 and 22.
function openStorage(): NonNullable<typeof storage> {
  storage ??= new AsyncLocalStorage()
  return storage
}
