import { AsyncLocalStorage } from 'node:async_hooks'
import { recordThrown } from '../errors.js'
import type { Answer, TaskCall } from '../messages.js'
import { PROGRESS_KEY, type ProgressHolder } from '../report-progress.js'
import { compileTask, loadTask, type TaskFunction } from './task-function.js'

/** Finds the function of a task and runs it; whatever is thrown becomes part of the answer. Synchronous for a function that is. */
export function callTask({ module, name, args, isHeard }: TaskCall): Answer | Promise<Answer> {
  const call = isHeard ? callHeard : callTimed
  const refuse = (error: unknown): Answer => ({ thrown: recordThrown(error) })
  try {
    const task = module === undefined ? compileTask(name) : loadTask(module, name)
    return typeof task === 'function' ? call(task, args) : task.then(found => call(found, args), refuse)
  } catch (error) {
    return refuse(error)
  }
}

function callTimed(task: TaskFunction, args: unknown[]): Answer | Promise<Answer> {
  const startMs = performance.now()
  const succeed = (value: unknown): Answer => {
    const runMs = performance.now() - startMs
    return value === undefined ? [runMs] : [runMs, value]
  }
  const fail = (thrown: unknown): Answer => ({ runMs: performance.now() - startMs, thrown: recordThrown(thrown) })
  try {
    const value = task(...args)
    return isPromiseLike(value) ? Promise.resolve(value).then(succeed, fail) : succeed(value)
  } catch (thrown) {
    return fail(thrown)
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function'
}

/** Runs a function that may say how far it is. */
async function callHeard(task: TaskFunction, args: unknown[]): Promise<Answer> {
  const token = { isOver: false }
  storage ??= new AsyncLocalStorage()
  try {
    return await storage.run(token, () => callTimed(task, args))
  } finally {
    token.isOver = true
  }
}

// Made at the first use: it costs on Node 20 and 22.
let storage: AsyncLocalStorage<{ isOver: boolean }> | undefined

/** Lets `reportProgress()` tell of the task it is called in, and of no other that runs here later. */
export function hearProgress(tell: (value: unknown) => void): void {
  const holder: ProgressHolder = globalThis
  holder[PROGRESS_KEY] = value => {
    if (storage?.getStore()?.isOver === false) tell(value)
  }
}
