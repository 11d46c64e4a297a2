import type { Frame } from '../model/frame.js'
import { toProjectPath } from '../model/project-path.js'
import { formatPlain } from './text/words.js'

/** How the paths of a report are shown. */
export interface ProjectOptions {
  /**
   * Absolute folders, such as that of the repository; paths below them are shown relative to them.
   *
   * @default the folders in which the runs were started, as the report has them
   */
  roots?: string[]
}

/** Path of a file relative to the folder that holds it, with forward slashes; `undefined` when none of them does. */
export function findProjectPath(file: string, roots: string[]): string | undefined {
  const path = toProjectPath(file, roots)
  return path === file || path === '' ? undefined : path
}

/** Whether a frame's file is one of a disk: not Node's own code, not a V8 built-in, not `[eval]`. */
export function isAbsolutePath(file: string): boolean {
  return file.startsWith('/') || isWindowsPath(file)
}

/** Where a frame is: `src/image.js:4:11`, in full when it is not in the project; an empty string for code without a file. */
export function formatPlace({ file, line, column }: Frame, roots: string[]): string {
  const path = formatPlain(findProjectPath(file, roots) ?? file)
  if (!path || line <= 0) return path
  return column > 0 ? `${path}:${line}:${column}` : `${path}:${line}`
}

/** A path with forward slashes as part of a URI. */
export function toUri(path: string): string {
  const wellFormed = path.replaceAll(/\p{Cs}/gu, '\ufffd')
  return wellFormed.split('/').map(encodeURIComponent).join('/')
}

function isWindowsPath(path: string): boolean {
  return /^(?:[a-z]:[\\/]|\\\\)/i.test(path)
}
