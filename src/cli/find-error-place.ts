import { spawnSync } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Where code went wrong. */
export interface ErrorPlace {
  /** Absolute. */
  file: string
  /** `4`, or `4:7` with the column. */
  position: string
}

/**
 * Where a module went wrong while it was loaded, `undefined` when nobody knows.
 *
 * @param file absolute path of the module, loaded once more by a process of its own when the stack does not tell
 * @param load what loads it and prints the error; another one in tests
 */
export function findErrorPlace(
  error: Error,
  file: string,
  load: (file: string) => string = loadAlone,
): ErrorPlace | undefined {
  const stack = error.stack ?? ''
  const place = readHead(stack) ?? readFrames(stack)
  if (place || !(error instanceof SyntaxError)) return place
  return readHead(load(file))
}

/** Node puts the place of a syntax error above the stack, with the line of code. */
function readHead(stack: string): ErrorPlace | undefined {
  const [, file, line] = /^((?:file:\/\/|\/|[A-Za-z]:[\\/]).*):(\d+)\r?\n/.exec(stack) ?? []
  return file === undefined || line === undefined ? undefined : { file: toPath(file), position: line }
}

function readFrames(stack: string): ErrorPlace | undefined {
  for (const line of stack.split('\n').filter(text => /^ +at /.test(text))) {
    // Below it are those who load the module.
    if (line.includes('node:internal/modules/')) return undefined
    const [, file, position] =
      /(?:\(|at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+:\d+)\)?$/.exec(line) ?? []
    if (file !== undefined && position !== undefined) return { file: toPath(file), position }
  }
  return undefined
}

function toPath(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file
}

// Of a syntax error in an ES module Node tells the place only when nobody catches it. It comes before any of the module's code has run.
function loadAlone(file: string): string {
  const code = `import(${JSON.stringify(pathToFileURL(file).href)})`
  return spawnSync(process.execPath, ['-e', code], { encoding: 'utf8', timeout: 10_000 }).stderr
}
