/** Takes 150 ms of CPU: on a busy machine longer, but never so little that waiting for a core would excuse it. */
export const BLOCK: string = `const start = process.cpuUsage()
  while (process.cpuUsage(start).user < 150_000) for (let count = 0; count < 100_000; count++);`

/** Does nothing for 200 ms. */
export const QUIET: string = 'setTimeout(() => {}, 200)'

/** Blocks in a timer, after the loop's first turn: what is due before that counts as startup. */
export const BUSY: string = `setImmediate(() => setTimeout(function grind() { ${BLOCK} }, 200))`
