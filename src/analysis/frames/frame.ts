import { isAbsolute, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Frame, RawFrame } from '../../model/frame.js'

/**
 * Says whose code a raw frame is and where to click.
 *
 * @param ownDirectory Absolute path of loophound itself: frames below it are nobody's own code.
 *
 * @example
 * judgeFrame({ function: 'test', typeName: 'RegExp', file: null, line: 0, column: 0 })
 * // { function: 'RegExp.test', file: '', line: 0, column: 0, native: true, ownCode: false }
 */
export function judgeFrame(raw: RawFrame, ownDirectory?: string): Frame {
  if (raw.file?.startsWith('eval at ')) return judgeFrame(placeEval(raw), ownDirectory)
  const file = toPath(raw.file)
  const packageName = findPackage(file) ?? (isBelow(file, ownDirectory) ? OWN_PACKAGE : undefined)
  const frame: Frame = {
    function: raw.file === null ? nameBuiltin(raw) : raw.function || '<anonymous>',
    file,
    line: raw.line,
    column: raw.column,
    ownCode: isAbsolute(file) && packageName === undefined,
  }
  if (packageName !== undefined) frame.package = packageName
  if (raw.async) frame.async = true
  if (raw.file === null) frame.native = true
  if (raw.transformed) frame.transformed = true
  return frame
}

/** Its frames are on the stack of the tests that a guard runs, and of what loophound does itself: they tell nobody anything. */
export const OWN_PACKAGE = 'loophound'

/** Name of the npm package that a path belongs to, from its last `node_modules` folder; `undefined` when under none. */
export function findPackage(file: string): string | undefined {
  const parts = file.split(/[\\/]/)
  const index = parts.lastIndexOf('node_modules')
  const name = parts[index + 1]
  if (index < 0 || !name) return undefined
  const scoped = parts[index + 2]
  return name.startsWith('@') && scoped ? `${name}/${scoped}` : name
}

function nameBuiltin({ function: name, typeName }: RawFrame): string {
  if (!name) return '<anonymous>'
  if (name.startsWith('[')) return `${typeName ?? ''}${name}`
  // Static methods have the type name `Function`: `Promise.all` is known as `all` only.
  const isQualified = name.includes('.') || !typeName || typeName === 'Function' || typeName === 'Object'
  return isQualified ? name : `${typeName}.${name}`
}

function isBelow(file: string, directory: string | undefined): boolean {
  return directory !== undefined && file.startsWith(directory.endsWith(sep) ? directory : directory + sep)
}

/** Puts a frame of evaluated code where it was evaluated: positions in such code mean nothing to anyone. Others stay as they are. */
export function placeEval(raw: RawFrame): RawFrame {
  if (!raw.file?.startsWith('eval at ')) return raw
  const [, caller = ''] = /^eval at (\S+) \(/.exec(raw.file) ?? []
  const [, file = '', line, column] = /\(([^()]+):(\d+):(\d+)\)+$/.exec(raw.file) ?? []
  const name = raw.function === null || raw.function === 'eval' ? `eval in ${caller}`.trim() : raw.function
  const { functionLine: _, functionColumn: __, ...frame } = raw
  return { ...frame, function: name, file, line: Number(line ?? 0), column: Number(column ?? 0) }
}

/** Absolute path of a script, from its URL or path as V8 knows it; an empty string for a V8 built-in. */
export function toPath(file: string | null): string {
  if (file === null) return ''
  const bare = file.replace(/[?#].*$/s, '')
  if (!bare.startsWith('file:')) return file
  try {
    return fileURLToPath(bare)
  } catch {
    return file
  }
}
