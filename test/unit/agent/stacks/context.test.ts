import { expect, test } from 'vitest'
import { type ContextSource, createContextReader } from '../../../../src/agent/stacks/context.js'

const read = (...sources: ContextSource[]) => createContextReader(() => ({ own: [], users: sources })).read()

test('merges what the sources say, later ones first', () => {
  expect(
    read(
      () => ({ request: 'GET /', user: '7' }),
      () => ({ user: '8' }),
    ),
  ).toEqual({ request: 'GET /', user: '8' })
})

test('a source that throws takes nothing away from the others', () => {
  const failing = () => {
    throw new Error('no request')
  }
  expect(read(failing, () => ({ user: '8' }))).toEqual({ user: '8' })
})

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['text', 'GET /'],
  ['a number', 7],
  ['an array', ['GET /']],
  ['a promise', Promise.resolve({ user: '7' })],
  ['a map', new Map([['user', '7']])],
  ['an empty object', {}],
])('%s is no context', (_what, value) => {
  expect(read(() => value)).toBeUndefined()
})

test('makes texts of numbers, booleans and bigints', () => {
  const store = { status: 200, isCached: false, big: 7n, user: '7' }
  expect(read(() => store)).toEqual({ status: '200', isCached: 'false', big: '7', user: '7' })
})

test('leaves out what is no text, and does not ask for one, which may take long', () => {
  let askedCount = 0
  const odd = {
    status: 200,
    symbol: Symbol('s'),
    url: new URL('http://localhost/a'),
    list: [1, 2],
    body: Buffer.alloc(10),
    user: { toString: () => `user ${++askedCount}` },
    nobody: undefined,
    nothing: null,
    next: () => {},
    bare: Object.create(null),
    get broken() {
      throw new Error('closed')
    },
  }
  expect(read(() => odd)).toEqual({ status: '200' })
  expect(askedCount).toBe(0)
})

test('cuts what is too long, and leaves out what is too much', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`name${index}`, String(index)]))
  expect(Object.keys(read(() => many) ?? {})).toHaveLength(20)
  const [[name, value] = []] = Object.entries(read(() => ({ ['n'.repeat(1e6)]: 'v'.repeat(1e6) })) ?? {})
  expect({ name, value }).toEqual({ name: `${'n'.repeat(63)}…`, value: `${'v'.repeat(255)}…` })
})

test('a user says more of a request than Node does', () => {
  const reader = createContextReader(() => ({
    own: [() => ({ request: 'GET /' })],
    users: [() => ({ request: 'mine' })],
  }))
  expect(reader.read()).toEqual({ request: 'mine' })
})

test("leaves a user's source that takes long alone for twenty times as long, and no other", () => {
  let clockMs = 0
  let callCount = 0
  const slow = () => {
    callCount += 1
    clockMs += 100
    return { user: '7' }
  }
  const quick = () => ({ request: 'GET /' })
  const busy = () => {
    clockMs += 100
    return { traceId: '1' }
  }
  const sources = { own: [busy], users: [slow, quick] }
  const reader = createContextReader(
    () => sources,
    () => clockMs,
  )
  expect(reader.read()).toEqual({ traceId: '1', request: 'GET /', user: '7' })
  clockMs = 1900
  expect(reader.read()).toEqual({ traceId: '1', request: 'GET /' })
  clockMs = 2001
  expect(reader.read()).toEqual({ traceId: '1', request: 'GET /', user: '7' })
  expect(callCount).toBe(2)
})
