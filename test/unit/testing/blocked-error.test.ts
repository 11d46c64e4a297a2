import { afterEach, expect, test, vi } from 'vitest'
import { BlockedError, catchCaller } from '../../../src/testing/blocked-error.js'
import { bareBlock, fullBlock } from '../reporters/sample-report.js'

const SUMMARY = 'the event loop was blocked for 60 ms (unknown)'
const MESSAGE = `${SUMMARY}\n\nloophound: the event loop was blocked for 60 ms: unknown\n  No sample was taken.`

afterEach(() => {
  vi.unstubAllGlobals()
  Reflect.deleteProperty(globalThis, TAP_KEY)
})

const TAP_KEY = Symbol.for('TAP private constructor')

test('has a summary in the first line of its message, then the report', () => {
  const error = new BlockedError([bareBlock])
  expect(error.message).toBe(MESSAGE)
  expect(String(error)).toBe(`BlockedError: ${MESSAGE}`)
})

test('has an ordinary stack: name, message and the frames of where it was made', () => {
  const { stack } = makeError()
  expect(stack?.startsWith(`BlockedError: ${MESSAGE}\n    at makeError (`)).toBe(true)
  expect(stack?.slice(`BlockedError: ${MESSAGE}\n`.length).split('\n')).toEqual(framesOnly(stack))
})

test('has the frames of its caller instead, whatever made it', async () => {
  const caller = askForIt()
  await Promise.resolve()
  const { stack } = new BlockedError([bareBlock], caller)
  expect(framesOnly(stack)[0]).toMatch(/ at \S*blocked-error\.test\.ts:\d+:\d+$/)
})

test('leaves out loophound’s own frames', () => {
  const frames = ['file:///app/a.js:1:2', 'f (/app/node_modules/loophound/dist/chunk.js:3:4)', 'g (/app/b.js:5:6)']
  const caller = Object.assign(new Error(), { stack: ['Error', ...frames.map(frame => `    at ${frame}`)].join('\n') })
  expect(framesOnly(new BlockedError([bareBlock], caller).stack)).toEqual([
    '    at file:///app/a.js:1:2',
    '    at g (/app/b.js:5:6)',
  ])
})

test.each([[[{}]], [undefined]])('has no frames where a tool has made %j of its stack', stack => {
  const caller = Object.assign(new Error(), { stack })
  expect(new BlockedError([bareBlock], caller as Error).stack).toBe(`BlockedError: ${MESSAGE}`)
})

test('its blocks are there and not printed', () => {
  const error = new BlockedError([fullBlock])
  expect(error.blocks).toEqual([fullBlock])
  expect(Object.keys(error)).not.toContain('blocks')
})

test('in uvu its stack begins with the summary only', () => {
  vi.stubGlobal('UVU_QUEUE', [])
  const { message, stack } = makeError()
  expect(message).toBe(MESSAGE)
  expect(stack?.startsWith(`BlockedError: ${SUMMARY}\n    at makeError (`)).toBe(true)
})

test('in node-tap the title is the summary, and the report is below', () => {
  Reflect.set(globalThis, TAP_KEY, {})
  const error = makeError()
  expect(Object.entries(error).filter(([name]) => name === 'report')).toEqual([
    ['report', 'loophound: the event loop was blocked for 60 ms: unknown\n  No sample was taken.'],
  ])
  expect({ message: error.message, title: Reflect.get(error, 'error') }).toEqual({ message: MESSAGE, title: SUMMARY })
})

function makeError(): BlockedError {
  return new BlockedError([bareBlock])
}

function askForIt(): Error {
  return catchCaller(askForIt)
}

function framesOnly(stack: string | undefined): string[] {
  return stack?.split('\n').filter(line => line.startsWith('    at ')) ?? []
}
