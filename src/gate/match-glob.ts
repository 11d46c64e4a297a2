import picomatch from 'picomatch/posix.js'

/**
 * Whether a path with forward slashes, or the name of a package, matches a glob. Names that begin with a dot are like others.
 *
 * Not for code on a watched loop: the library takes 20 ms to load and 2 ms to read its first glob.
 */
export function matchesGlob(path: string, glob: string): boolean {
  return compile(glob)(path)
}

const compiled = new Map<string, (path: string) => boolean>()

function compile(glob: string): (path: string) => boolean {
  const known = compiled.get(glob)
  if (known) return known
  const matches = picomatch(glob, { dot: true, strictSlashes: true })
  compiled.set(glob, matches)
  return matches
}
