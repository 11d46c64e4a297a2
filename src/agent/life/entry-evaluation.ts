import { realpathSync } from 'node:fs'
import Module from 'node:module'
import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What following the entry needs of the outside. */
export interface EntryOptions {
  /** Called once, when the entry of this thread is evaluated, its top-level `await` included. */
  onEvaluated: () => void
  /** Called instead, soon, where that cannot be known. */
  onUnknown: () => unknown
  /** Dynamic import, where an ES module may be waited for by it. Absent in code that other people's bundlers read. */
  importModule?: ((url: string) => Promise<unknown>) | undefined
}

/**
 * Tells when the entry of this thread is evaluated, or that this cannot be known: then start-up is over when the loop turns.
 *
 * A CommonJS entry is evaluated when the first tick runs. For an ES module Node 20 keeps a listener called `handleProcessExit` until then.
 * Later versions have no such sign, but importing the entry once more waits for the same evaluation. That is done only where it is under way
 * for sure: with modules to import before it, or loaders on a thread of their own, it may not have begun.
 */
export function followEntry({ onEvaluated, onUnknown, importModule }: EntryOptions): void {
  process.nextTick((): unknown => {
    if (hasExitMark()) return awaitExitMark(onEvaluated)
    const file = findEntry()
    if (file === undefined || isCommonJs(file)) return onEvaluated()
    if (importModule === undefined || HAS_EXIT_MARK || isImportedLate()) return onUnknown()
    return importModule(pathToFileURL(file).href).then(onEvaluated, onEvaluated)
  })
}

const HAS_EXIT_MARK = Number.parseInt(process.versions.node, 10) < 22

// https://github.com/nodejs/node/blob/v20.x/lib/internal/modules/run_main.js
function hasExitMark(): boolean {
  return process.listeners('exit').some(isExitMark)
}

function isExitMark({ name }: { name: string }): boolean {
  return name === 'handleProcessExit'
}

function awaitExitMark(onEvaluated: () => void): void {
  const listen = (event: string | symbol, listener: (...args: never[]) => void) => {
    if (event !== 'exit' || !isExitMark(listener)) return
    process.off('removeListener', listen)
    onEvaluated()
  }
  process.on('removeListener', listen)
}

/** Absolute path of the entry; `undefined` for code that stands in no file. */
function findEntry(): string | undefined {
  const [, entry] = process.argv
  if (entry === undefined || !isAbsolute(entry)) return undefined
  try {
    // Node resolves the entry so, without an extension too.
    const found: unknown = Reflect.get(Module, '_findPath')?.(entry, null, true)
    return realpathSync(typeof found === 'string' ? found : entry)
  } catch {
    return undefined
  }
}

function isCommonJs(file: string): boolean {
  const cache: unknown = Reflect.get(Module, '_cache')
  return typeof cache === 'object' && cache !== null && file in cache
}

function isImportedLate(): boolean {
  const flags = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)]
  return flags.some(flag => /^--(?:import|(?:experimental-)?loader|preserve-symlinks)/.test(flag))
}
