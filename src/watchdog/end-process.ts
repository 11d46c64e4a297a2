/**
 * Ends this process from a thread that is not stuck. No other signal would do: a stuck thread runs no handler, and whoever has one for
 * SIGTERM would live on.
 *
 * @param unawareParent of {@link findUnawareParent}
 */
export function endProcess(unawareParent: number | undefined, system: EndingSystem = process): void {
  // Another one has taken over when the parent has ended.
  if (unawareParent !== undefined && unawareParent === system.ppid) endParent(unawareParent, system)
  system.kill(system.pid, 'SIGKILL')
}

/** What is needed of the process. */
export type EndingSystem = Pick<NodeJS.Process, 'kill' | 'pid' | 'ppid'>

function endParent(pid: number, { kill }: EndingSystem): void {
  try {
    kill(pid, 'SIGTERM')
  } catch {
    // It has just ended by itself.
  }
}
