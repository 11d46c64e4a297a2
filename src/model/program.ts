import { toProjectPath } from './project-path.js'
import type { ProcessReport } from './report.js'

/**
 * The main thread of a process; of several processes with the same number, as different machines have, the last that had begun by then.
 *
 * @param at ISO 8601
 */
export function findMainThread(
  processes: readonly ProcessReport[],
  pid: number,
  at: string,
): ProcessReport | undefined {
  const same = processes.filter(process => process.pid === pid && process.threadId === 0)
  if (same.length < 2) return same[0]
  const begun = same.filter(({ startedAt }) => Date.parse(startedAt) <= Date.parse(at))
  return begun.sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))[0] ?? same[0]
}

/**
 * The names by which rules know the program of a process: the path of its entry relative to the project, and the npm package that it
 * belongs to.
 */
export function listProgramNames(
  { argv, entry }: Pick<ProcessReport, 'argv' | 'entry'>,
  roots: readonly string[],
): string[] {
  const file = entry?.file ?? argv[1]
  if (file === undefined) return []
  const packageName = entry?.package ?? readPackage(file)
  return [toProjectPath(file, roots), ...(packageName === undefined ? [] : [packageName])]
}

function readPackage(file: string): string | undefined {
  return /.*[\\/]node_modules[\\/](?:\.bin[\\/])?((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1]?.replace('\\', '/')
}

/** The name of a program for people: `src/server.js`, `npm/bin/npm-cli.js`, `node --test`. */
export function formatProgramName({ argv, execArgv = [], entry }: ProcessReport, roots: readonly string[]): string {
  const flag = execArgv.find(word => /^(?:--test|-e|-p|-pe|--eval|--print)$/.test(word))
  if (flag !== undefined) return `node ${flag}`
  const file = entry?.file ?? argv[1] ?? argv[0] ?? '?'
  const path = toProjectPath(file, roots)
  return path === file ? file.replace(/^.*[\\/]node_modules[\\/]/, '') : path
}

/** The name of a thread: `main`, its own, or `worker` when it has none. */
export function nameThread({ threadId, threadName }: { threadId: number; threadName?: string }): string {
  if (threadId === 0) return 'main'
  return threadName || 'worker'
}
