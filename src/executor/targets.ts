/**
 * An exported function: a worker is told all of it once, and then only its number, which makes a message half as long. 0 stands for one without
 * a number of its own.
 */
export type Target = [number: number, module: string, exportName: string]

/** Gives a function its record, always the same one. */
export type Targets = (module: string, exportName: string) => Target

/** Creates it; whoever makes up names all the time does not fill the memory with them. */
export function createTargets(): Targets {
  const known = new Map<string, Map<string, Target>>()
  let count = 0
  return (module, exportName) => {
    const found = known.get(module)?.get(exportName)
    if (found) return found
    if (count === MAX_TARGETS) return [0, module, exportName]
    count += 1
    const target: Target = [count, module, exportName]
    known.set(module, (known.get(module) ?? new Map()).set(exportName, target))
    return target
  }
}

const MAX_TARGETS = 1000

/** For the side of a worker: what the executor told it is kept, and found by its number. */
export function createTargetReader(): (target: Target | number) => Target {
  const told: Target[] = []
  return target => {
    if (typeof target === 'number') return told[target] as Target
    told[target[0]] = target
    return target
  }
}
