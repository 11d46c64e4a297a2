/** JavaScript serves an interrupt within this time, in ms: what kept one waiting for longer was a native call. */
export const SERVICE_MS = 1.5

/** Whether a native such as `fs.readFileSync` is a system call: short ones add up, short ones of other natives are part of the work around them. */
export function isSystemCall(native: string | undefined): boolean {
  return native !== undefined && /^(?:fs|child_process)\./.test(native)
}
