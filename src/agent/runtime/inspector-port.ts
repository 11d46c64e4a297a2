/** Whether Node's inspector listens for a debugger: started with `--inspect`, by SIGUSR1 or by `inspector.open()`. */
export function isInspectorOpen(): boolean {
  try {
    // Not imported: only a block asks, and an app that never blocks need not load it.
    return process.getBuiltinModule('node:inspector').url() !== undefined
  } catch {
    return false
  }
}
