import type { RoleRule } from '../model/config.js'
import { matchesGlob } from '../model/glob.js'
import type { MomentName, Role } from '../model/phase.js'
import { toProjectPath } from '../model/project-path.js'
import type { WatchedThread } from '../model/run-record.js'
import { type Entry, findEntry } from './find-entry.js'
import { APP_TABLE, TOOL_PATHS, TOOL_TABLE, type ToolRow } from './tool-table.js'

/** What happened in a thread, and when. */
type Moments = Partial<Record<MomentName, string>>

/** What a role is found by, besides the thread itself. */
export interface RoleOptions {
  /** Of the config; the first that matches counts. */
  rules: readonly RoleRule[]
  /** Absolute folders that paths in the rules are relative to. */
  roots: readonly string[]
  /** The main thread of the process, and what happened in it, of a worker thread. Absent: not known. */
  main?: { thread: WatchedThread; moments: Moments }
}

/**
 * What a thread is there for: Node's module hooks are known by their kind, all others by the rules of the config, by what they did, and
 * by the program that runs. Reads the links and the package.json of the program, as far as they are still there.
 */
export function findRole(thread: WatchedThread, moments: Moments, options: RoleOptions): Role {
  if (thread.kind === 'hooks') return 'hooks'
  const { main } = options
  const ruled = findRuled(thread, options)
  if (ruled) return ruled
  if (hasTests(moments) || becomesApp(thread)) return 'app'
  if (isTool(thread, moments)) return 'tool'
  if (moments.listening !== undefined) return 'app'
  if (moments.serving !== undefined) return 'pool'
  return main && isTool(main.thread, main.moments) ? 'tool' : 'app'
}

/** The role that a rule gives to the process. Its threads have it too, unless it is `app`: an app may have a pool. */
function findRuled(thread: WatchedThread, { rules, roots, main }: RoleOptions): Role | undefined {
  const entry = findEntry(main?.thread ?? thread)
  if (!entry) return undefined
  const role = rules.find(rule => matchesRule(entry, rule, roots))?.role
  return role === 'app' && thread.threadId !== 0 ? undefined : role
}

function matchesRule(entry: Entry, rule: RoleRule, roots: readonly string[]): boolean {
  if (rule.package !== undefined && !matchesGlob(entry.package ?? '', rule.package)) return false
  return rule.file === undefined || matchesGlob(toProjectPath(entry.file, roots), rule.file)
}

/** Whether tests run in a thread, by what happened there. */
function hasTests({ testing, tests }: Moments): boolean {
  return testing !== undefined || tests !== undefined
}

function becomesApp(thread: WatchedThread): boolean {
  const entry = findEntry(thread)
  return APP_TABLE.some(({ package: name, files }) => {
    const path = entry?.package === name ? entry.packagePath : undefined
    return path !== undefined && files.some(file => matchesGlob(path, file))
  })
}

function isTool(thread: WatchedThread, moments: Moments): boolean {
  if (thread.threadId !== 0) return false
  if (isTestParent(thread)) return true
  const entry = findEntry(thread)
  if (!entry) return false
  if (TOOL_PATHS.some(path => path.test(entry.file))) return true
  return TOOL_TABLE.some(row => isOf(row, entry, thread.argv) && row.unless.every(name => moments[name] === undefined))
}

// `node --test` runs no file of its own, and hands the flag on to nobody.
function isTestParent({ execArgv = [] }: WatchedThread): boolean {
  return execArgv.includes('--test')
}

function isOf({ package: name, files, commands }: ToolRow, entry: Entry, argv: string[]): boolean {
  return entry.package === name && isEntryOf(files, entry) && (!commands || commands.includes(findCommand(argv) ?? ''))
}

function isEntryOf(files: string[] | undefined, { packagePath, bins }: Entry): boolean {
  // A link in `.bin` whose target is gone.
  if (packagePath === undefined) return true
  if (files) return files.some(file => matchesGlob(packagePath, file))
  return bins?.includes(packagePath) ?? true
}

/** The first word after the entry that is neither an option nor may be the value of one. */
function findCommand(argv: string[]): string | undefined {
  const words = argv.slice(2)
  return words.find((word, index) => !word.startsWith('-') && !isOption(words[index - 1]))
}

function isOption(word: string | undefined): boolean {
  return word?.startsWith('-') === true && !word.includes('=')
}
