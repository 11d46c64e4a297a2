const DRAWERS = /^(?:utils?|helpers?|types?|common|constants?|shared|misc|lib)$/

/** Files and folders named after nothing in particular, one sentence each. */
export function findDrawers(paths: string[]): string[] {
  return paths
    .filter(path => path.split('/').some(part => DRAWERS.test(part.replace(/(?:\.d)?\.\w+$/, ''))))
    .map(path => `${path}: expected a name that says what is in it`)
}
