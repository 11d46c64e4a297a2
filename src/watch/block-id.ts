/** Identity of the `number`th block of a thread: a hang is told under the number that its block will get. */
export function formatBlockId(pid: number, threadId: number, number: number): string {
  return `${pid}-${threadId}-${number}`
}
