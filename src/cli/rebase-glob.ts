import { posix } from 'node:path'

/**
 * A glob for paths relative to an outer folder that matches what a glob for paths relative to an inner one does. Absolute ones, and those
 * for any folder (`**` first), stay as they are.
 *
 * @param folder path of the inner folder relative to the outer one, with forward slashes; empty when they are the same
 * @example
 * rebaseGlob('src/*.js', 'packages/a') // 'packages/a/src/*.js'
 */
export function rebaseGlob(glob: string, folder: string): string {
  const [, negation = '', pattern = glob] = /^(!?)(.*)$/s.exec(glob) ?? []
  if (folder === '' || pattern.startsWith('/') || pattern.startsWith('**') || /^[A-Za-z]:/.test(pattern)) return glob
  return negation + posix.join(folder.replace(/[\\*?[\]{}()!+@]/g, '\\$&'), pattern)
}
