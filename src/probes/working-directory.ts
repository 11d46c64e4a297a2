/** Working directory of the process; the last one known when it has been removed, which Node answers with an error. */
export function readWorkingDirectory(): string {
  try {
    known = process.cwd()
  } catch {
    // Removed under the process.
  }
  return known
}

let known = '/'
