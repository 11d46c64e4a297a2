import fsModule, * as fs from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { findNatives, type NativeFunction } from '../../../../src/agent/stacks/safepoint-natives.js'
import { createSafepoints, type Safepoints } from '../../../../src/agent/stacks/safepoints.js'

type Call = { native: string; wrapper: NativeFunction }

const LATE = 1
const opened: Safepoints[] = []

function open(calls: Call[] = [], flags: Int32Array = new Int32Array(4), places = findNatives()): Safepoints {
  const onReturn = (native: string, wrapper: NativeFunction) => void calls.push({ native, wrapper })
  const safepoints = createSafepoints({ flags, flagIndex: LATE, onReturn }, places)
  opened.push(safepoints)
  return safepoints
}

function late(): Int32Array {
  return Int32Array.of(0, 1, 0, 0)
}

function readDescriptors(): (PropertyDescriptor | undefined)[] {
  return findNatives().map(({ owner, key }) => Object.getOwnPropertyDescriptor(owner, key))
}

afterEach(() => {
  for (const safepoints of opened.splice(0).reverse()) safepoints.stop()
})

describe('createSafepoints', () => {
  test('wraps every native that needs it', () => {
    const before = readDescriptors()
    expect(open().natives).toEqual(findNatives().map(({ native }) => native))
    expect(readDescriptors().every((descriptor, index) => descriptor?.value !== before[index]?.value)).toBe(true)
  })

  test('changes nothing of a native but its identity', () => {
    const describeNatives = () =>
      findNatives().map(({ native, owner, key }) => {
        const { value, ...place } = Object.getOwnPropertyDescriptor(owner, key) ?? {}
        return { native, place, own: Object.getOwnPropertyDescriptors(value), prototype: Object.getPrototypeOf(value) }
      })
    const before = describeNatives()
    open()
    expect(describeNatives()).toEqual(before)
  })

  test('puts back exactly what was there', () => {
    const before = readDescriptors()
    const globals = Reflect.ownKeys(globalThis)
    const safepoints = open()
    safepoints.stop()
    safepoints.stop()
    expect(readDescriptors()).toEqual(before)
    expect(readDescriptors().every((descriptor, index) => descriptor?.value === before[index]?.value)).toBe(true)
    expect(Reflect.ownKeys(globalThis)).toEqual(globals)
  })

  test('reaches named imports of built-in modules, both ways', () => {
    const original = fs.readFileSync
    const safepoints = open()
    expect(fs.readFileSync).not.toBe(original)
    expect(fs.readFileSync).toBe(fsModule.readFileSync)
    safepoints.stop()
    expect(fs.readFileSync).toBe(original)
  })

  test('reports a native that returns while the flag is up', () => {
    const calls: Call[] = []
    open(calls, late())
    const parsed = JSON.parse('{"a":1}')
    expect(parsed).toEqual({ a: 1 })
    expect(calls[0]).toEqual({ native: 'JSON.parse', wrapper: JSON.parse })
  })

  test('reports a native that throws while the flag is up', () => {
    const calls: Call[] = []
    open(calls, late())
    let caught: unknown
    try {
      JSON.parse('{')
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(SyntaxError)
    expect(calls[0]?.native).toBe('JSON.parse')
  })

  test('looks at its own place in the flags only', () => {
    const calls: Call[] = []
    open(calls, Int32Array.of(1, 0, 1, 1))
    JSON.parse('1')
    expect(calls).toEqual([])
  })

  test('hands over what cuts the stack at the caller', () => {
    const stacks: string[] = []
    const onReturn = (_: string, wrapper: NativeFunction) => {
      const holder: { stack?: string } = {}
      Error.captureStackTrace(holder, wrapper)
      stacks.push(holder.stack?.split('\n')[1] ?? '')
    }
    const places = [{ native: 'JSON.parse', owner: JSON, key: 'parse' }]
    opened.push(createSafepoints({ flags: late(), flagIndex: LATE, onReturn }, places))
    function readCatalog(text: string): unknown {
      return JSON.parse(text)
    }
    readCatalog('[]')
    expect(stacks[0]).toMatch(/at readCatalog \(.*safepoints\.test\.ts:\d+:\d+\)$/)
  })

  test('keeps what the observer throws from the app', () => {
    const onReturn = () => {
      throw new Error('observer')
    }
    opened.push(createSafepoints({ flags: late(), flagIndex: LATE, onReturn }))
    expect(JSON.parse('1')).toBe(1)
  })

  test('lets the observer call the native', () => {
    const calls: string[] = []
    const onReturn = (native: string) => {
      calls.push(native)
      JSON.parse('2')
    }
    opened.push(createSafepoints({ flags: late(), flagIndex: LATE, onReturn }))
    JSON.parse('1')
    expect(calls[0]).toBe('JSON.parse')
    expect(calls.filter(native => native === 'JSON.parse')).toHaveLength(1)
  })
})

describe('createSafepoints among others', () => {
  test('does not wrap twice', () => {
    const calls: Call[] = []
    open(calls, late())
    const wrapped = readDescriptors()
    const second = open(calls, late())
    expect(second.natives).toEqual([])
    second.stop()
    expect(readDescriptors()).toEqual(wrapped)
    calls.length = 0
    JSON.parse('1')
    expect(calls).toHaveLength(1)
  })

  test('wraps again after a stop', () => {
    open().stop()
    expect(open().natives).toEqual(findNatives().map(({ native }) => native))
  })

  test('leaves alone what somebody else has wrapped since, and passes through in it', () => {
    const owner = { parse: (text: string) => text.length }
    const places = [{ native: 'owner.parse', owner, key: 'parse' }]
    const calls: Call[] = []
    const safepoints = open(calls, late(), places)
    const inner = owner.parse
    const outer = (text: string) => inner(text) + 1
    owner.parse = outer
    safepoints.stop()
    expect(owner.parse).toBe(outer)
    expect(owner.parse('abc')).toBe(4)
    expect(calls).toEqual([])
  })

  test('skips what does not let itself be changed', () => {
    const frozen = Object.freeze({ parse: () => 1 })
    const accessor = {
      get parse() {
        return () => 2
      },
    }
    const places = [
      { native: 'frozen.parse', owner: frozen, key: 'parse' },
      { native: 'accessor.parse', owner: accessor, key: 'parse' },
      { native: 'missing.parse', owner: {}, key: 'parse' },
      { native: 'plain.parse', owner: { parse: () => 3 }, key: 'parse' },
    ]
    expect(open([], late(), places).natives).toEqual(['plain.parse'])
  })
})
