import { isMainThread, parentPort, threadId } from 'node:worker_threads'
import { type MomentName, type Phase, type Role, STARTUP_LIMIT_MS } from '../model/phase.js'
import { measureAgeMs, readLoopStartMs, nowMs as readNowMs } from '../probes/clock.js'
import { followEntry } from '../probes/entry-evaluation.js'
import { followFirstListen } from '../probes/first-listen.js'
import { followFirstTest } from '../probes/first-test.js'
import { isHooksThread } from '../probes/hooks-thread.js'

/** The life of the calling thread: what has happened when, and which phase that makes it. All times on the shared clock, in ms. */
export interface Lifecycle {
  /** When what happened. */
  readonly moments: ReadonlyMap<MomentName, number>
  /** When the thread began. */
  readonly bornAtMs: number
  /** Begins to follow, unless it does already. */
  start(options: LifecycleOptions): void
  /** Notes that something has happened, unless that is known, or nobody watches. */
  note(name: MomentName): void
  /** As far as that is known now: what is `running` was start-up all the same, when the thread listens later. */
  readPhase(): Phase
  /** `true` until the entry is evaluated, where that is followed. */
  readonly isLoading: boolean
  /** `true` when it was followed before the loop turned, so that what happens before a server listens may be start-up. */
  readonly isFromStart: boolean
  /** The loop has begun to turn: where nothing else tells, the entry is taken for evaluated. */
  noteLoopStart(): void
  /** `true` when the entry is one whose evaluation cannot be followed. */
  readonly isEntryUnknown: boolean
  /** When start-up was over, as far as that is known; `undefined` while it lasts, and where nobody followed it. */
  findReadyAtMs(): number | undefined
  /** What the thread does so far, by itself: whether its program is a tool is for whoever knows all of the run. */
  readRole(): Role
}

/** How a life is followed. */
export interface LifeSettings {
  /** See {@link followEntry}. */
  importModule?: (url: string) => Promise<unknown>
  /** Longest that start-up lasts, in ms. @default 30000 */
  startupLimitMs?: number
}

/** Options of {@link Lifecycle.start}. */
export interface LifecycleOptions extends LifeSettings {
  /** Called once for each moment, right before it counts: what was before it belongs to the phase before. */
  onMoment: (name: MomentName, atMs: number) => void
  /** Called first when the loop has run empty, each time. */
  onLoopEnd: () => void
}

/** What a life is followed by. */
export interface LifeProbes {
  nowMs: () => number
  measureAgeMs: () => number
  readLoopStartMs: () => number | undefined
  followEntry: typeof followEntry
  followFirstListen: typeof followFirstListen
  followFirstTest: typeof followFirstTest
  isHooksThread: () => boolean
  /** Whether the thread listens for messages of another thread or process. */
  isServing: () => boolean
  onBeforeExit: (listener: () => void) => void
}

/** Creates the lifecycle of the calling thread; nothing is followed before `start`. The argument is for tests. */
export function createLifecycle(probes: LifeProbes = REAL_PROBES): Lifecycle {
  const { nowMs } = probes
  const moments = new Map<MomentName, number>()
  const bornAtMs = nowMs() - probes.measureAgeMs()
  let options: LifecycleOptions | undefined
  let isFromStart = false
  const entry = { isFollowed: false, isUnknown: false }
  const note = (name: MomentName) => {
    if (!options || moments.has(name)) return
    const atMs = nowMs()
    options.onMoment(name, atMs)
    moments.set(name, atMs)
  }
  const findReadyAtMs = () => findReady(moments, bornAtMs + (options?.startupLimitMs ?? STARTUP_LIMIT_MS), nowMs())
  const isLoading = () => entry.isFollowed && !moments.has('evaluated') && findReadyAtMs() === undefined
  return {
    moments,
    bornAtMs,
    start: given => {
      if (options) return
      options = given
      isFromStart = probes.readLoopStartMs() === undefined
      entry.isFollowed = isFromStart
      const forgetEntry = () => Object.assign(entry, { isFollowed: false, isUnknown: true })
      follow({ ...given, note, forgetEntry, isFromStart }, probes)
    },
    note,
    readPhase: () => {
      if (moments.has('ending')) return 'ending'
      return isLoading() ? 'startup' : 'running'
    },
    get isLoading() {
      return isLoading()
    },
    get isFromStart() {
      return isFromStart
    },
    noteLoopStart: () => {
      if (isFromStart && !entry.isFollowed) note('evaluated')
    },
    get isEntryUnknown() {
      return entry.isUnknown
    },
    findReadyAtMs,
    readRole: () => {
      if (probes.isServing()) note('serving')
      return probes.isHooksThread() ? 'hooks' : findOwnRole(moments)
    },
  }
}

function findOwnRole(moments: ReadonlyMap<MomentName, number>): Role {
  return moments.has('serving') && !moments.has('listening') && !moments.has('testing') ? 'pool' : 'app'
}

/** What ends start-up whether the entry is evaluated or not. */
const READY_MOMENTS: readonly MomentName[] = ['listening', 'ready', 'testing']

function findReady(moments: ReadonlyMap<MomentName, number>, limitMs: number, nowMs: number): number | undefined {
  const known = READY_MOMENTS.flatMap(name => moments.get(name) ?? [])
  const readyMs = known.length > 0 ? Math.min(...known) : (moments.get('evaluated') ?? Number.POSITIVE_INFINITY)
  const atMs = Math.min(readyMs, limitMs)
  return atMs <= nowMs ? atMs : undefined
}

interface Following extends LifecycleOptions {
  note: (name: MomentName) => void
  /** When the entry is evaluated cannot be known. */
  forgetEntry: () => void
  isFromStart: boolean
}

function follow({ note, forgetEntry, isFromStart, onLoopEnd, importModule }: Following, probes: LifeProbes): void {
  probes.followFirstListen(() => note('listening'))
  probes.onBeforeExit(() => {
    onLoopEnd()
    note('ending')
  })
  if (!isFromStart) return
  // Under `loophound run` only: a guard of `node:test` stands in for the same function.
  const firstTest = threadId === 0 && importModule ? probes.followFirstTest(() => note('testing')) : undefined
  const onEvaluated = () => {
    note('evaluated')
    firstTest?.stopUnlessLoaded()
  }
  probes.followEntry({ importModule, onEvaluated, onUnknown: forgetEntry })
}

const REAL_PROBES: LifeProbes = {
  nowMs: readNowMs,
  measureAgeMs,
  readLoopStartMs,
  followEntry,
  followFirstListen,
  followFirstTest,
  isHooksThread,
  isServing,
  onBeforeExit: listener => process.on('beforeExit', listener),
}

// By what it does: whoever listens for messages works for whoever sends them.
function isServing(): boolean {
  if (!isMainThread) return (parentPort?.listenerCount('message') ?? 0) > 0
  return Boolean(process.channel) && process.listenerCount('message') > 0
}
