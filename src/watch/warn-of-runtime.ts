import type { Runtime } from '../model/runtime.js'

/** Says what does not work in a runtime that is not Node.js. */
export function warnOfRuntime({ warning }: Pick<Runtime, 'warning'>): void {
  if (warning !== undefined) process.emitWarning(warning, 'LoophoundWarning')
}
