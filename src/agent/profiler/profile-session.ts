import type { InspectorNotification, Profiler } from 'node:inspector'

/** V8's CPU profiler in the calling thread, without a gap: the next profile begins before the last one ends. */
export interface ProfileSession {
  /** Ends the profile that runs, begins the next one, and gives the first; `undefined` when V8 gave none. */
  swap(): Profiler.Profile | undefined
  /** Ends profiling. What runs is thrown away. */
  stop(): void
}

/**
 * Starts profiling. That stalls the thread: 5 to 20 ms in an empty app, more the more code is loaded. Between profiles V8 keeps what it
 * has learned, which is why they overlap: a new start would cost that much again.
 *
 * @throws what `inspector.Session` throws: without an inspector, under the permission model
 */
export function createProfileSession(intervalMs: number): ProfileSession {
  const { Session, console: v8Console } = loadInspector()
  const session = new Session()
  let finished: Profiler.Profile | undefined
  let number = 0
  const take = () => {
    const profile = finished
    finished = undefined
    return profile
  }
  const formatTitle = () => `loophound ${number}`
  session.connect()
  session.on('Profiler.consoleProfileFinished', ({ params }: InspectorNotification<FinishedProfile>) => {
    // Whoever calls `console.profile()` in the app does so in all sessions.
    if (params.title === formatTitle()) finished = params.profile
  })
  session.post('Profiler.enable')
  session.post('Profiler.setSamplingInterval', { interval: intervalMs * 1000 })
  v8Console.profile(formatTitle())
  return {
    swap: () => {
      v8Console.profile(`loophound ${number + 1}`)
      v8Console.profileEnd(formatTitle())
      number += 1
      return take()
    },
    stop: () => session.disconnect(),
  }
}

/**
 * Who would see every profile come and go, if anyone: the user of a debugger that can attach, or Node's own profiler and its coverage, which
 * print what they do not know.
 */
export function findBystander(): string | undefined {
  if (loadInspector().url() !== undefined) return 'a debugger can attach'
  if (process.env.NODE_V8_COVERAGE) return 'NODE_V8_COVERAGE'
  const words = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ')
  return /--cpu-prof\b/.test(words) ? '--cpu-prof' : undefined
}

type FinishedProfile = Profiler.ConsoleProfileFinishedEventDataType

// Not imported: whoever runs without a sampler does not load the module.
function loadInspector(): Inspector {
  const inspector: Inspector | undefined = process.getBuiltinModule?.('node:inspector')
  if (inspector === undefined) throw new Error('no inspector')
  return inspector
}

// The types lack the parts of `console` that only an inspector has.
type Inspector = Pick<typeof import('node:inspector'), 'Session' | 'url'> & {
  console: { profile(title: string): void; profileEnd(title: string): void }
}
