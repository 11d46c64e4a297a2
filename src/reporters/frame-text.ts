import { isAbsolute, relative, sep } from 'node:path'
import type { Frame } from '../model/frame.js'
import { toProjectPath } from '../model/project-path.js'
import type { Palette, TextOptions } from './palette.js'
import { formatPlain } from './plain-text.js'

/** One frame of a stack: `resize (src/image.js:4:11)`, the user's own code highlighted, everything else dimmed. */
export function formatFrame(frame: Frame, palette: Palette, options: TextOptions): string {
  const name = `${frame.async ? 'async ' : ''}${formatPlain(frame.function)}`
  if (!frame.ownCode) return palette.dim(`${name} (${formatPlace(frame, options)})`)
  return `${palette.bold(name)} (${formatLocation(frame, palette, options)})`
}

/** Where a frame is, to click: `src/image.js:4:11`. */
export function formatLocation(frame: Frame, palette: Palette, options: TextOptions): string {
  return palette.link(formatPlace(frame, options))
}

function formatPlace(frame: Frame, options: TextOptions): string {
  if (!frame.file) return 'native'
  const path = formatPath(frame.file, options)
  if (frame.line <= 0) return path
  if (frame.transformed) return `${path}, in transformed code at ${frame.line}:${frame.column}`
  return frame.column > 0 ? `${path}:${frame.line}:${frame.column}` : `${path}:${frame.line}`
}

function formatPath(file: string, { cwd = process.cwd(), roots }: TextOptions): string {
  if (roots) return formatPlain(toProjectPath(file, roots))
  if (!isAbsolute(file)) return formatPlain(file)
  const path = relative(cwd, file)
  const isBelow = path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
  return formatPlain(isBelow ? path : file)
}
