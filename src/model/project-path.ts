/**
 * Path relative to the innermost of the project's folders that holds it, with forward slashes. Paths outside of all of them, Node's own
 * and other unreal ones stay as they are.
 *
 * @param roots absolute folders, of whatever machines
 * @example
 * toProjectPath('/ci/app/src/a.js', ['/ci/app']) // 'src/a.js'
 */
export function toProjectPath(file: string, roots: readonly string[]): string {
  const path = file.replaceAll('\\', '/')
  const folders = roots.map(root => `${root.replaceAll('\\', '/').replace(/\/$/, '')}/`)
  const holders = folders.filter(folder => path.startsWith(folder))
  const innermost = Math.max(0, ...holders.map(folder => folder.length))
  return innermost > 0 ? path.slice(innermost) : file
}

/** Whether Node runs the very text of a file. Of other languages something is always run that a tool has made of it. */
export function isRunAsWritten(file: string): boolean {
  return !/\.(?:[cm]?tsx?|jsx|vue|svelte|astro|coffee|civet|mdx)(?:[?#]|$)/.test(file)
}
