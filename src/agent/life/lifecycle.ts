import { isMainThread, parentPort, threadId } from 'node:worker_threads'
import { LIMITS } from '../../model/config.js'
import { findReadyMoment, type MomentName, type Phase, type Role } from '../../model/phase.js'
import { measureAgeMs, readLoopStartMs, nowMs as readNowMs } from '../../system/clock.js'
import { isHooksThread } from '../../system/process.js'
import { followEntry } from './entry-evaluation.js'
import { followFirstListen } from './first-listen.js'
import { followFirstTest, isTestThread } from './first-test.js'

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
  /**
   * What the thread does so far, by itself: whether its program is a tool is for whoever knows all of the run. Tests that are noticed now began
   * at `sinceMs` at the earliest.
   */
  readRole(sinceMs?: number): Role
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
export interface LifeSignals {
  nowMs: () => number
  measureAgeMs: () => number
  readLoopStartMs: () => number | undefined
  followEntry: typeof followEntry
  followFirstListen: typeof followFirstListen
  followFirstTest: typeof followFirstTest
  isHooksThread: () => boolean
  isTestThread: () => boolean
  /** Whether the thread listens for messages of another thread or process. */
  isServing: () => boolean
  onBeforeExit: (listener: () => void) => void
}

/** Creates the lifecycle of the calling thread; nothing is followed before `start`. The argument is for tests. */
export function createLifecycle(signals: LifeSignals = REAL_SIGNALS): Lifecycle {
  const { nowMs } = signals
  const moments = new Map<MomentName, number>()
  const bornAtMs = nowMs() - signals.measureAgeMs()
  const entry: EntryState = { isFromStart: false, isFollowed: false, isUnknown: false }
  let options: LifecycleOptions | undefined
  const note = (name: MomentName, atMs = nowMs()) => {
    if (!options || moments.has(name)) return
    options.onMoment(name, atMs)
    moments.set(name, atMs)
  }
  const findReadyAtMs = () =>
    findReady(moments, bornAtMs + (options?.startupLimitMs ?? LIMITS.startupLimitMs.default), nowMs())
  const isLoading = () => entry.isFollowed && !moments.has('evaluated') && findReadyAtMs() === undefined
  return {
    moments,
    bornAtMs,
    note,
    findReadyAtMs,
    start: given => {
      if (options) return
      options = given
      // A worker thread is preloaded by a message, in a loop that turns.
      entry.isFromStart = signals.readLoopStartMs() === undefined || (!isMainThread && given.importModule !== undefined)
      entry.isFollowed = entry.isFromStart
      follow({ ...given, moments, note, entry }, signals)
    },
    noteLoopStart: () => {
      if (entry.isFromStart && !entry.isFollowed) note('evaluated')
    },
    readPhase: () => {
      if (moments.has('ending')) return 'ending'
      return isLoading() ? 'startup' : 'running'
    },
    readRole: sinceMs => readRole({ moments, note, sinceMs }, signals),
    get isLoading() {
      return isLoading()
    },
    get isFromStart() {
      return entry.isFromStart
    },
    get isEntryUnknown() {
      return entry.isUnknown
    },
  }
}

/** What is known of the entry's evaluation. */
interface EntryState {
  /** Followed since before the loop turned. */
  isFromStart: boolean
  isFollowed: boolean
  /** It is one whose evaluation cannot be followed. */
  isUnknown: boolean
}

function findReady(moments: ReadonlyMap<MomentName, number>, limitMs: number, nowMs: number): number | undefined {
  const readyMs = findReadyMoment(Object.fromEntries(moments)) ?? moments.get('evaluated') ?? Number.POSITIVE_INFINITY
  const atMs = Math.min(readyMs, limitMs)
  return atMs <= nowMs ? atMs : undefined
}

interface Noting {
  moments: ReadonlyMap<MomentName, number>
  note: (name: MomentName, atMs?: number) => void
}

function readRole({ moments, note, sinceMs }: Noting & { sinceMs: number | undefined }, signals: LifeSignals): Role {
  if (signals.isHooksThread()) return 'hooks'
  // Once known it stays so, and looking takes time.
  if (!moments.has('tests') && signals.isTestThread()) note('tests', sinceMs)
  if (moments.has('testing') || moments.has('tests')) return 'app'
  noteServing({ moments, note }, signals)
  return moments.has('serving') && !moments.has('listening') ? 'pool' : 'app'
}

function noteServing({ moments, note }: Noting, { isServing }: LifeSignals): void {
  if (!moments.has('serving') && isServing()) note('serving')
}

interface Following extends LifecycleOptions, Noting {
  entry: EntryState
}

function follow({ moments, note, entry, onLoopEnd, importModule }: Following, signals: LifeSignals): void {
  signals.followFirstListen(() => note('listening'))
  signals.onBeforeExit(() => {
    onLoopEnd()
    note('ending')
  })
  if (!entry.isFromStart) return
  // Under `loophound run` only: a guard of `node:test` stands in for the same function.
  const firstTest = threadId === 0 && importModule ? signals.followFirstTest(() => note('testing')) : undefined
  const onEvaluated = () => {
    note('evaluated')
    firstTest?.stopUnlessLoaded()
    // Now already: a worker may be terminated in its first task.
    noteServing({ moments, note }, signals)
  }
  const onUnknown = () => Object.assign(entry, { isFollowed: false, isUnknown: true })
  signals.followEntry({ importModule, onEvaluated, onUnknown })
}

const REAL_SIGNALS: LifeSignals = {
  nowMs: readNowMs,
  measureAgeMs,
  readLoopStartMs,
  followEntry,
  followFirstListen,
  followFirstTest,
  isHooksThread,
  isTestThread,
  isServing,
  onBeforeExit: listener => process.on('beforeExit', listener),
}

// By what it does: whoever listens for messages works for whoever sends them.
function isServing(): boolean {
  if (!isMainThread) return (parentPort?.listenerCount('message') ?? 0) > 0 || hasOpenPort()
  return Boolean(process.channel) && process.listenerCount('message') > 0
}

// A port that somebody listens on keeps its thread alive; Node's own and loophound's do not.
function hasOpenPort(): boolean {
  return process.getActiveResourcesInfo().includes('MessagePort')
}
