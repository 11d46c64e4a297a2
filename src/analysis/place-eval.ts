import type { RawFrame } from '../model/frame.js'

/** Puts a frame of evaluated code where it was evaluated: positions in such code mean nothing to anyone. Others stay as they are. */
export function placeEval(raw: RawFrame): RawFrame {
  if (!raw.file?.startsWith('eval at ')) return raw
  const [, caller = ''] = /^eval at (\S+) \(/.exec(raw.file) ?? []
  const [, file = '', line, column] = /\(([^()]+):(\d+):(\d+)\)+$/.exec(raw.file) ?? []
  const name = raw.function === null || raw.function === 'eval' ? `eval in ${caller}`.trim() : raw.function
  const { functionLine: _, functionColumn: __, ...frame } = raw
  return { ...frame, function: name, file, line: Number(line ?? 0), column: Number(column ?? 0) }
}
