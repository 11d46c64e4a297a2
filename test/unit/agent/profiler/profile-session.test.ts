import { randomBytes } from 'node:crypto'
import { console as inspectorConsole } from 'node:inspector'
import { afterEach, expect, test, vi } from 'vitest'
import {
  createProfileSession,
  findBystander,
  type ProfileSession,
} from '../../../../src/agent/profiler/profile-session.js'

// The app's own `console.profile()` is this; Vitest's console has none, and the types do not know it.
const v8Console = inspectorConsole as unknown as Record<'profile' | 'profileEnd', (title: string) => void>
let session: ProfileSession | undefined

afterEach(() => session?.stop())

// Long enough for V8's own thread, which puts samples into the profile, to get a core on a busy machine.
function fillPads(): number {
  const endMs = performance.now() + 250
  let count = 0
  while (performance.now() < endMs) count += randomBytes(4_000_000).length
  return count
}

test('gives one profile after another, each with what ran meanwhile', () => {
  session = createProfileSession(2)
  fillPads()
  const first = session.swap()
  const second = session.swap()
  fillPads()
  const third = session.swap()
  const listNames = (profile: typeof first) => profile?.nodes.map(({ callFrame }) => callFrame.functionName)
  expect(listNames(first)).toContain('fillPads')
  expect(listNames(third)).toContain('fillPads')
  const startsUs = [first, second, third].map(profile => profile?.startTime ?? 0)
  expect(startsUs).toEqual(startsUs.toSorted((a, b) => a - b))
  expect(first?.endTime).toBeGreaterThanOrEqual(startsUs[1] ?? Infinity)
})

test('counts time on the clock that all threads share', () => {
  session = createProfileSession(2)
  const beforeUs = Number(process.hrtime.bigint()) / 1000
  session.swap()
  const profile = session.swap()
  expect(Math.abs((profile?.startTime ?? 0) - beforeUs)).toBeLessThan(500_000)
})

test('lets the app end a profile of its own', () => {
  session = createProfileSession(2)
  v8Console.profile('mine')
  v8Console.profileEnd('mine')
  expect(session.swap()?.nodes.length).toBeGreaterThan(0)
})

test('gives no profile that somebody else has ended, and goes on', () => {
  session = createProfileSession(2)
  v8Console.profileEnd('loophound 0')
  session.swap()
  expect(session.swap()?.nodes.length).toBeGreaterThan(0)
})

test('knows that nobody would see its profiles', () => {
  expect(findBystander()).toBeUndefined()
})

test('knows of coverage', () => {
  vi.stubEnv('NODE_V8_COVERAGE', '/tmp/coverage')
  expect(findBystander()).toBe('NODE_V8_COVERAGE')
  vi.unstubAllEnvs()
})
