import type { Profiler } from 'node:inspector'
import { type ProfileSample, WRAPPED_NATIVE } from '../../model/evidence.js'
import type { RawFrame } from '../../model/frame.js'

/** What a CPU profile says of one iteration. */
export interface ProfileSlice {
  /** The stacks from `startMs` to `endMs`, without a gap; empty when no sample was taken in between. */
  samples: ProfileSample[]
  /** When samples were taken, and whether the loop was waiting for events. */
  ticks: ProfileTick[]
}

/** One sample of the profiler. */
export interface ProfileTick {
  /** On the process-wide monotonic clock, in ms. */
  atMs: number
  isIdle: boolean
}

/** Options of {@link sliceProfile}. Times are on the process-wide monotonic clock, in ms. */
export interface SliceOptions {
  startMs: number
  endMs: number
  /** Whether a function, told by its place, is one of loophound's stand-ins for natives. */
  isSafepoint: (place: FunctionPlace) => boolean
  /** Whether it is one of loophound's that Node calls: what such a sample saw is not the app's. */
  isOwn: (place: FunctionPlace) => boolean
  /** Whether it is a part of how loophound looks at the stack. */
  isCapture: (place: FunctionPlace) => boolean
}

/** Where a function begins; line and column are 1-based. */
export interface FunctionPlace {
  url: string
  line: number
  column: number
}

/**
 * Cuts an interval of time out of a profile. A sample stands for the time since the one before it: the profiler's signal waits while a system
 * call takes no signals, so that a long one is seen once, at its end.
 */
export function sliceProfile(profile: Profiler.Profile, options: SliceOptions): ProfileSlice {
  const { startMs, endMs } = options
  const ticks = readTicks(profile).filter(({ atMs }) => atMs > startMs && atMs <= endMs)
  const readStack = createStackReader(profile, options)
  const samples: ProfileSample[] = []
  let gcMs = 0
  let fromMs = startMs
  for (const { atMs, node } of ticks) {
    // V8 adds samples of its own between the timer's.
    if (samples.length > 0 && atMs - fromMs < SHORTEST_MS) continue
    const isGc = node.callFrame.functionName === '(garbage collector)'
    if (isGc) gcMs += atMs - fromMs
    const last = samples.at(-1)
    const stack = isGc ? last?.stack : readStack(node)
    if (stack === OWN_STACK) continue
    // V8 hangs garbage collection under the root: it belongs to the work around it, the one before if there is one.
    if (stack === undefined) continue
    if (last?.stack === stack) last.endMs = atMs
    else samples.push({ startMs: fromMs, endMs: atMs, gcMs: 0, stack })
    const current = samples.at(-1)
    if (current) current.gcMs += gcMs
    gcMs = 0
    fromMs = atMs
  }
  const last = samples.at(-1)
  if (last) {
    last.endMs = endMs
    last.gcMs += gcMs
  }
  if (!last && gcMs > 0) samples.push({ startMs, endMs, gcMs, stack: NO_STACK })
  return { samples: limitSamples(samples), ticks: ticks.map(({ atMs, node }) => ({ atMs, isIdle: isIdle(node) })) }
}

/** A block of minutes must not become a message of megabytes. */
const MAX_SAMPLES = 500

// Of intervals that are equally long the stack that was seen for longest stands for the whole.
function limitSamples(samples: ProfileSample[]): ProfileSample[] {
  const [first] = samples
  const endMs = samples.at(-1)?.endMs
  if (first === undefined || endMs === undefined || samples.length <= MAX_SAMPLES) return samples
  const lengthMs = (endMs - first.startMs) / MAX_SAMPLES
  const groups = new Map<number, ProfileSample[]>()
  for (const sample of samples) {
    const number = Math.floor((sample.startMs - first.startMs) / lengthMs)
    groups.set(number, [...(groups.get(number) ?? []), sample])
  }
  return [...groups.values()].map(foldGroup)
}

function foldGroup(group: ProfileSample[]): ProfileSample {
  const totalsMs = new Map<RawFrame[], number>()
  for (const { startMs, endMs, stack } of group) totalsMs.set(stack, (totalsMs.get(stack) ?? 0) + endMs - startMs)
  const [heaviest] = [...totalsMs].sort(([, aMs], [, bMs]) => bMs - aMs)
  return {
    startMs: group[0]?.startMs ?? 0,
    endMs: group.at(-1)?.endMs ?? 0,
    gcMs: group.reduce((sum, { gcMs }) => sum + gcMs, 0),
    stack: heaviest?.[0] ?? NO_STACK,
  }
}

const SHORTEST_MS = 0.5

/** Innermost frames of a deep recursion. */
const MAX_FRAMES = 128

function readTicks({ nodes, samples = [], timeDeltas = [], startTime }: Profiler.Profile) {
  const byId = new Map(nodes.map(node => [node.id, node]))
  let atUs = startTime
  const ticks = samples.flatMap((id, index) => {
    atUs += timeDeltas[index] ?? 0
    const node = byId.get(id)
    return node ? [{ atMs: atUs / 1000, node }] : []
  })
  // V8 takes them from two queues, which may be a little out of order.
  return ticks.sort((a, b) => a.atMs - b.atMs)
}

function isIdle({ callFrame }: Profiler.ProfileNode): boolean {
  return callFrame.functionName === '(idle)'
}

const NO_STACK: RawFrame[] = []
const OWN_STACK: RawFrame[] = []

/** Gives the same array for the same node. */
function createStackReader(
  { nodes }: Profiler.Profile,
  { isSafepoint, isCapture, isOwn }: SliceOptions,
): (node: Profiler.ProfileNode) => RawFrame[] {
  const parents = new Map(nodes.flatMap(node => (node.children ?? []).map(id => [id, node] as const)))
  const stacks = new Map<number, RawFrame[]>()
  const callers = new Map<number, RawFrame[]>()
  // The same object in all stacks: it travels once.
  const readCaller = (node: Profiler.ProfileNode) => {
    const frames = callers.get(node.id) ?? readFrame(node, false)
    callers.set(node.id, frames)
    return frames
  }
  const read = (leaf: Profiler.ProfileNode): RawFrame[] => {
    if (META_NODES.has(leaf.callFrame.functionName)) return NO_STACK
    const frames: RawFrame[] = []
    for (let node = leaf, next = parents.get(node.id); next; node = next, next = parents.get(node.id)) {
      const place = findPlace(node)
      if (isOwn(place)) return OWN_STACK
      // What lies above was called by it.
      if (isCapture(place)) frames.length = 0
      else if (!isSafepoint(place)) frames.push(...(node === leaf ? readFrame(node, true) : readCaller(node)))
      // On top it is in its native, whose name only a safepoint's own sample tells.
      else if (frames.length === 0) frames.push(createNativeFrame(WRAPPED_NATIVE))
    }
    return frames.slice(0, MAX_FRAMES)
  }
  return node => {
    const stack = stacks.get(node.id) ?? read(node)
    stacks.set(node.id, stack)
    return stack
  }
}

const META_NODES = new Set(['(root)', '(program)', '(idle)', '(garbage collector)'])

// V8 may go on naming the last fast native that optimized code has called, long after it returned.
const ALWAYS_SHORT = new Set([
  'now',
  'hrtime',
  'hrtimeBigInt',
  'cpuUsage',
  'threadCpuUsage',
  'memoryUsage',
  'loopIdleTime',
  'getLibuvNow',
  'scheduleTimer',
  'toggleTimerRef',
  'toggleImmediateRef',
  'timingSafeEqual',
  'canParse',
])

function findPlace({ callFrame }: Profiler.ProfileNode): FunctionPlace {
  return { url: callFrame.url, line: callFrame.lineNumber + 1, column: callFrame.columnNumber + 1 }
}

/** Nothing for evaluated code, whose place V8 does not tell here. */
function readFrame({ callFrame, positionTicks = [] }: Profiler.ProfileNode, isLeaf: boolean): RawFrame[] {
  const { functionName, url, scriptId, lineNumber, columnNumber } = callFrame
  if (url === '') return scriptId === '0' && !ALWAYS_SHORT.has(functionName) ? [createNativeFrame(functionName)] : []
  const functionLine = lineNumber + 1
  // Code that was inlined may be counted with lines of another function.
  const ownTicks = isLeaf ? positionTicks.filter(({ line }) => line >= functionLine) : []
  const [heaviest] = ownTicks.sort((a, b) => b.ticks - a.ticks)
  const line = heaviest?.line ?? 0
  return [
    {
      function: functionName || null,
      typeName: null,
      file: url,
      line,
      column: 0,
      functionLine,
      functionColumn: columnNumber + 1,
    },
  ]
}

function createNativeFrame(name: string): RawFrame {
  return { function: name || null, typeName: null, file: null, line: 0, column: 0 }
}
