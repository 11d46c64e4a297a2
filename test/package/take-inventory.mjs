// @ts-check
// Runs in the throw-away project, so it stands alone.

import { createHook } from 'node:async_hooks'
import { readdirSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'

const require = createRequire(import.meta.url)

/** Modules of Node.js that an instrument might wrap. */
const MODULES = [
  ...[
    'async_hooks',
    'buffer',
    'child_process',
    'crypto',
    'diagnostics_channel',
    'events',
    'fs',
    'fs/promises',
    'http',
    'https',
  ],
  ...[
    'inspector',
    'module',
    'net',
    'perf_hooks',
    'process',
    'stream',
    'string_decoder',
    'timers',
    'timers/promises',
    'tls',
  ],
  ...['url', 'util', 'v8', 'vm', 'worker_threads', 'zlib'],
].filter(isBuiltin)

/** What loading a module needs by itself. */
const LOADING = /^(?:PROMISE|Microtask|TickObject|FSREQ\w+|FILEHANDLE\w*)$/

/** @type {string[]} */
const started = []

createHook({
  init(_id, type) {
    if (!LOADING.test(type)) started.push(type)
  },
}).enable()

/**
 * What a program can find out about itself: every property of globals and of Node's modules (and of what hangs on them), what
 * it has started since this module was loaded (timers that keep nothing alive, too), its listeners and threads.
 */
export function takeInventory() {
  const properties = new Map()
  collect('globalThis', globalThis, properties, new Set(), 3)
  for (const name of MODULES) collect(name, require(name), properties, new Set(), 3)
  return {
    properties,
    started: [...started],
    listeners: process
      .eventNames()
      .map(name => `${String(name)}: ${process.listenerCount(name)}`)
      .sort(),
    threads: process.platform === 'linux' ? readdirSync('/proc/self/task').length : 0,
  }
}

/**
 * Differences between two inventories, one a line.
 *
 * @param {ReturnType<typeof takeInventory>} before
 * @param {ReturnType<typeof takeInventory>} after
 */
export function compareInventories(before, after) {
  const changes = []
  for (const [path, value] of after.properties) {
    if (!before.properties.has(path)) changes.push(`added ${path}`)
    else if (!isSame(before.properties.get(path), value)) changes.push(`changed ${path}`)
  }
  for (const path of before.properties.keys()) if (!after.properties.has(path)) changes.push(`removed ${path}`)
  for (const key of /** @type {const} */ (['started', 'listeners', 'threads'])) {
    const [old, now] = [JSON.stringify(before[key]), JSON.stringify(after[key])]
    if (old !== now) changes.push(`${key}: ${old} became ${now}`)
  }
  return changes
}

/**
 * @param {string} path
 * @param {object} holder
 * @param {Map<string, PropertyDescriptor>} properties
 * @param {Set<object>} seen
 * @param {number} depth
 */
function collect(path, holder, properties, seen, depth) {
  if (depth === 0 || seen.has(holder)) return
  seen.add(holder)
  for (const key of Reflect.ownKeys(holder)) {
    const name = `${path}.${String(key)}`
    const descriptor = Object.getOwnPropertyDescriptor(holder, key)
    if (!descriptor || isAlive(name)) continue
    properties.set(name, descriptor)
    const { value } = descriptor
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') {
      collect(name, value, properties, seen, depth - 1)
    }
  }
}

/**
 * What changes by itself: caches of loaded modules, lists of what is loaded, counters.
 *
 * @param {string} name
 */
function isAlive(name) {
  return /\._?(?:cache|moduleLoadList|_pathCache|_cache|children|_events|_eventsCount|lastIndex)\b|\bRegExp\.|performance\./.test(
    name,
  )
}

/**
 * @param {PropertyDescriptor} a
 * @param {PropertyDescriptor} b
 */
function isSame(a, b) {
  return a.get === b.get && a.set === b.set && (isPlainNumber(a.value) || Object.is(a.value, b.value))
}

/** @param {unknown} value */
function isPlainNumber(value) {
  return typeof value === 'number'
}
