/**
 * When in the life of a thread something happened. `startup`: until the app is ready, which is when its entry is evaluated and, where it
 * ever listens, when it first does. `running`: from then on. `ending`: the loop has run empty, or an exit was asked for.
 */
export type Phase = 'startup' | 'running' | 'ending'

/**
 * What a process or thread is there for. `app`: the program itself, and whatever runs tests or serves. `tool`: npm and its like, parents of
 * test runners, bundlers. `hooks`: Node's module-hooks thread. `pool`: serves messages of others, as the workers of a pool do.
 */
export type Role = 'app' | 'tool' | 'hooks' | 'pool'

/** What can be judged besides the running blocks of the app, as `--judge` names it; `tools` holds Node's module-hooks thread, too. */
export type Judged = 'startup' | 'ending' | 'tools' | 'pools'

/** The words that `--judge` knows. */
export const JUDGED_WORDS: readonly Judged[] = ['startup', 'ending', 'tools', 'pools']

/** The roles that a config may give. */
export const ROLES: readonly Role[] = ['app', 'tool', 'hooks', 'pool']

/** Why something of that phase and role is not judged; `undefined` when it is. */
export function findUnjudgedReason(phase: Phase, role: Role, judge: readonly Judged[] = []): string | undefined {
  if (role !== 'app' && !judge.includes(ROLE_WORDS[role])) return ROLE_REASONS[role]
  if (phase !== 'running' && !judge.includes(phase)) return PHASE_REASONS[phase]
  return undefined
}

const ROLE_WORDS: Record<Exclude<Role, 'app'>, Judged> = { tool: 'tools', hooks: 'tools', pool: 'pools' }

const ROLE_REASONS: Record<Exclude<Role, 'app'>, string> = {
  tool: 'a tool, not the app',
  hooks: "Node's module-hooks thread",
  pool: 'a pool, where nobody waits for the loop',
}

const PHASE_REASONS: Record<Exclude<Phase, 'running'>, string> = {
  startup: 'start-up, before the app was ready',
  ending: 'ending, after the loop had run empty or an exit was asked for',
}

/** A moment in the life of a thread, told once, when it first comes. */
export type MomentName =
  /** The entry is evaluated, its top-level `await` included. */
  | 'evaluated'
  /** A server listens. */
  | 'listening'
  /** The app has called `markReady()`. */
  | 'ready'
  /** The first test begins. */
  | 'testing'
  /** A test runner has been found to run tests there: the beginning of the block at whose end that was noticed. */
  | 'tests'
  /** It has begun to serve messages of another thread or process. */
  | 'serving'
  /** The loop has run empty, or an exit was asked for. */
  | 'ending'

/** What ends start-up whether the entry is evaluated or not. */
export const READY_MOMENTS: readonly MomentName[] = ['listening', 'ready', 'testing']

/** When the app was ready, of when what happened: when it says so itself, else at the first listen or test; `undefined` when none of these came. */
export function findReadyMoment({
  listening,
  ready,
  testing,
}: Partial<Record<MomentName, number>>): number | undefined {
  const others = [listening, testing].flatMap(at => at ?? [])
  return ready ?? (others.length > 0 ? Math.min(...others) : undefined)
}
