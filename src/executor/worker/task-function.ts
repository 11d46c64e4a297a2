import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import { formatGot, LoophoundError } from '../../model/errors.js'

/** The function of a task. */
export type TaskFunction = (...args: unknown[]) => unknown

/**
 * Finds an exported function.
 *
 * @throws LoophoundError, as a rejection, with code `ERR_LOOPHOUND_BAD_TASK` when it cannot be loaded or has no such function
 */
export async function loadTask(module: string, exportName: string): Promise<TaskFunction> {
  const namespace = loaded.get(module) ?? (await load(module))
  loaded.set(module, namespace)
  return findFunction(namespace, module, exportName)
}

type Namespace = Record<string, unknown>
const loaded = new Map<string, Namespace>()

async function load(module: string): Promise<Namespace> {
  try {
    return await import(isAbsolute(module) ? pathToFileURL(module).href : module)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LoophoundError('ERR_LOOPHOUND_BAD_TASK', `module: expected ${module} to load, got: ${reason}`, { cause })
  }
}

function findFunction(namespace: Namespace, module: string, exportName: string): TaskFunction {
  // Of a CommonJS module, Node finds the names only of what is exported in plain sight.
  const places = [namespace, namespace.default].filter(isNamespace)
  for (const place of places) if (typeof place[exportName] === 'function') return place[exportName] as TaskFunction
  const names = [...new Set(places.flatMap(place => Object.keys(place)))].join(', ') || 'nothing'
  throw new LoophoundError(
    'ERR_LOOPHOUND_BAD_TASK',
    `exportName: expected a function that ${module} exports (it exports ${names}), got ${formatGot(exportName)}`,
  )
}

function isNamespace(value: unknown): value is Namespace {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/**
 * Makes a function of its source text. It sees globals only.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_TASK` when the text is no function
 */
export function compileTask(source: string): TaskFunction {
  const known = compiled.get(source)
  if (known) return known
  if (compiled.size >= MAX_COMPILED) compiled.clear()
  const task = compile(source)
  compiled.set(source, task)
  return task
}

const compiled = new Map<string, TaskFunction>()
const MAX_COMPILED = 200

function compile(source: string): TaskFunction {
  // `{ double(x) {…} }.double.toString()` is a method, which stands inside of an object only.
  for (const expression of [`(${source})`, `Object.values({ ${source} })[0]`]) {
    try {
      // Compilers that keep the names of functions (esbuild, tsx) put calls of __name into them.
      const task: unknown = new Function('__name', `'use strict'; return ${expression}`)((fn: unknown) => fn)
      if (typeof task === 'function') return task as TaskFunction
    } catch {
      // The next form may do.
    }
  }
  const message = `fn: expected a function whose source stands alone, got ${formatGot(source)}`
  throw new LoophoundError('ERR_LOOPHOUND_BAD_TASK', message)
}
