import { AsyncLocalStorage } from 'node:async_hooks'
import { recordThrown } from './error-record.js'
import type { Answer, WorkerEvent } from './messages.js'
import { PROGRESS_KEY, type ProgressHolder } from './report-progress.js'
import type { TaskFunction } from './task-function.js'

/** Finds the function of a task and runs it; whatever is thrown becomes part of the answer. Synchronous for a function that is. */
export function callTask<Where>(
  find: (where: Where) => TaskFunction | Promise<TaskFunction>,
  where: Where,
  args: unknown[],
  call: TaskCall = callTimed,
): Answer | Promise<Answer> {
  let task: TaskFunction | Promise<TaskFunction>
  try {
    task = find(where)
  } catch (error) {
    return refuse(error)
  }
  return typeof task === 'function' ? call(task, args) : task.then(found => call(found, args), refuse)
}

type TaskCall = (task: TaskFunction, args: unknown[]) => Answer | Promise<Answer>

function refuse(error: unknown): Answer {
  return { refused: recordThrown(error) }
}

function callTimed(task: TaskFunction, args: unknown[]): Answer | Promise<Answer> {
  const startMs = performance.now()
  try {
    const value = task(...args)
    return isPromiseLike(value) ? awaitTimed(value, startMs) : succeed(value, startMs)
  } catch (thrown) {
    return fail(thrown, startMs)
  }
}

async function awaitTimed(value: PromiseLike<unknown>, startMs: number): Promise<Answer> {
  try {
    return succeed(await value, startMs)
  } catch (thrown) {
    return fail(thrown, startMs)
  }
}

function succeed(value: unknown, startMs: number): Answer {
  const runMs = performance.now() - startMs
  return value === undefined ? runMs : [value, runMs]
}

function fail(thrown: unknown, startMs: number): Answer {
  return { thrown: recordThrown(thrown), runMs: performance.now() - startMs }
}

/** Runs a function that may say how far it is. */
export async function callWithProgress(task: TaskFunction, args: unknown[]): Promise<Answer> {
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
export function listenToProgress(tell: (event: WorkerEvent) => void): void {
  const holder: ProgressHolder = globalThis
  holder[PROGRESS_KEY] = value => {
    if (storage?.getStore()?.isOver === false) tell({ progress: value })
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function'
}
