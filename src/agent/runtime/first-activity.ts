/** Tells when the app began to take work: when it had a timer, a server, a socket, or anything else that keeps it running. */
export interface FirstActivity {
  /** Call at each heartbeat. Costs under 1 µs until the app has begun, and nothing after that. */
  look(atMs: number): void
  /** The first heartbeat at which it had; infinite while Node does nothing but read files and write to its pipes, as it does to load an app. */
  readonly begunAtMs: number
}

/** Starts to look out for the first work of this thread. The argument is for tests. */
export function createFirstActivity(readResources: () => string[] = readActiveResources): FirstActivity {
  const state = {
    begunAtMs: Number.POSITIVE_INFINITY,
    look: (atMs: number) => {
      if (state.begunAtMs > atMs && readResources().some(name => !LOADING.has(name))) state.begunAtMs = atMs
    },
  }
  return state
}

/** The names of what loading modules and printing use; Node's own code uses immediates, too. */
const LOADING = new Set([
  'Immediate',
  'FSReqCallback',
  'FSReqPromise',
  'CloseReq',
  'FileHandleCloseReq',
  'PipeWrap',
  'TTYWrap',
  'WriteWrap',
])

function readActiveResources(): string[] {
  return process.getActiveResourcesInfo()
}
