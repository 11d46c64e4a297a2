import { spawnSync } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import v8 from 'node:v8'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NativeFunction } from '../../../../src/agent/stacks/safepoint-natives.js'
import { createWrapper } from '../../../../src/agent/stacks/safepoint-wrapper.js'

/** What a call gives: a result, or the class and message of what it throws. */
type Outcome = { result: unknown } | { thrown: unknown; message?: string; code?: unknown }

function wrap(original: unknown): NativeFunction {
  return createWrapper('native', original as NativeFunction, { flags: Int32Array.of(1), flagIndex: 0, onReturn() {} })
    .wrapper
}

function attempt(call: () => unknown): Outcome {
  try {
    return { result: call() }
  } catch (error) {
    if (!(error instanceof Error)) return { thrown: error }
    return { thrown: error.constructor, message: error.message, code: Reflect.get(error, 'code') }
  }
}

/** Both get arguments of their own, for they may change them. */
function expectSame(original: unknown, self: () => unknown, args: () => unknown[]): void {
  const wrapper = wrap(original)
  const expected = attempt(() => Reflect.apply(original as NativeFunction, self(), args()))
  expect(attempt(() => Reflect.apply(wrapper, self(), args()))).toEqual(expected)
}

/** Arguments in every number, valid for a start and then anything. */
function argumentLists(...first: fc.Arbitrary<unknown>[]): fc.Arbitrary<unknown[]> {
  return fc.oneof(fc.tuple(...first), fc.array(fc.anything(), { maxLength: 4 }), fc.tuple(...first, fc.anything()))
}

const none = () => undefined

describe('createWrapper', () => {
  test('passes on this, every argument and the result', () => {
    const spy = function (this: unknown, ...args: unknown[]) {
      return { self: this, args }
    }
    fc.assert(
      fc.property(fc.anything(), fc.array(fc.anything()), (self, args) => {
        const { self: seen, args: passed } = Reflect.apply(wrap(spy), self, args) as ReturnType<typeof spy>
        expect(seen).toBe(self)
        expect(passed).toEqual(args)
        expect(passed.every((value, index) => Object.is(value, args[index]))).toBe(true)
      }),
    )
  })

  test('throws the very thing that the original throws', () => {
    fc.assert(
      fc.property(fc.anything(), thing => {
        const fail = () => {
          throw thing
        }
        expect(attempt(wrap(fail) as () => unknown)).toEqual(attempt(fail))
      }),
    )
  })

  test('is a constructor only where the original is one', () => {
    class Point {
      constructor(
        readonly x: number,
        readonly y: number,
      ) {}
    }
    const WrappedPoint = wrap(Point) as unknown as typeof Point
    expect(new WrappedPoint(1, 2)).toEqual(new Point(1, 2))
    expect(new WrappedPoint(1, 2)).toBeInstanceOf(Point)
    expect(new (class Sub extends WrappedPoint {})(1, 2)).toBeInstanceOf(WrappedPoint)
    const call = wrap(JSON.parse) as unknown as new () => unknown
    expect(() => new call()).toThrow(TypeError)
    expect('prototype' in call).toBe(false)
  })

  test('reports with the name of the native, until it is stopped', () => {
    const calls: unknown[] = []
    const onReturn = (native: string, wrapper: NativeFunction) => void calls.push([native, wrapper])
    const { wrapper, stop } = createWrapper('Math.abs', Math.abs as NativeFunction, {
      flags: Int32Array.of(1),
      flagIndex: 0,
      onReturn,
    })
    expect(wrapper(-1)).toBe(1)
    stop()
    expect(wrapper(-2)).toBe(2)
    expect(calls).toEqual([['Math.abs', wrapper]])
  })
})

describe('wrapped natives do what the originals do', () => {
  const json = fc.json()
  const jsonArguments = argumentLists(fc.oneof(json, fc.string()))

  test('JSON.parse', () => {
    fc.assert(fc.property(jsonArguments, args => expectSame(JSON.parse, none, () => args)))
    const reviver = function (this: unknown, key: string, value: unknown) {
      return key === 'a' ? undefined : [typeof this, key, value]
    }
    fc.assert(fc.property(json, text => expectSame(JSON.parse, none, () => [text, reviver])))
  })

  test('JSON.stringify', () => {
    const space = fc.oneof(fc.string(), fc.integer(), fc.constant(undefined))
    const replacer = fc.oneof(
      fc.constant(null),
      fc.array(fc.string()),
      fc.constant((_: string, value: unknown) => value),
    )
    fc.assert(
      fc.property(argumentLists(fc.anything(), replacer, space), args => expectSame(JSON.stringify, none, () => args)),
    )
    expectSame(JSON.stringify, none, () => [{ toJSON: (key: string) => `key ${key}` }])
    expectSame(JSON.stringify, none, () => [10n])
  })

  test('structuredClone', () => {
    fc.assert(fc.property(argumentLists(fc.anything()), args => expectSame(structuredClone, none, () => args)))
    expectSame(structuredClone, none, () => [none])
    expectSame(structuredClone, none, () => {
      const buffer = new ArrayBuffer(8)
      return [buffer, { transfer: [buffer] }]
    })
  })

  test('Array#sort and Array#toSorted', () => {
    const comparator = fc.constantFrom(
      undefined,
      (a: number, b: number) => a - b,
      () => {
        throw new RangeError('comparator')
      },
      'no function',
    )
    for (const sort of [Array.prototype.sort, Array.prototype.toSorted]) {
      fc.assert(
        fc.property(
          fc.array(fc.oneof(fc.integer(), fc.string(), fc.constant(undefined))),
          comparator,
          (list, compare) =>
            expectSame(
              sort,
              () => [...list],
              () => [compare],
            ),
        ),
      )
      expectSame(
        sort,
        () => null,
        () => [],
      )
      expectSame(
        sort,
        () => ({ length: 2, 0: 'b', 1: 'a' }),
        () => [],
      )
    }
  })

  test('TypedArray#sort and TypedArray#toSorted', () => {
    const proto = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array
    for (const sort of [proto.sort, proto.toSorted]) {
      fc.assert(
        fc.property(fc.float64Array(), list =>
          expectSame(
            sort,
            () => list.slice(),
            () => [],
          ),
        ),
      )
      fc.assert(
        fc.property(fc.uint8Array(), list =>
          expectSame(
            sort,
            () => list.slice(),
            () => [(a: number, b: number) => b - a],
          ),
        ),
      )
      expectSame(
        sort,
        () => [2, 1],
        () => [],
      )
    }
  })

  test('Hash#update and Hash#digest', () => {
    const data = fc.oneof(fc.string(), fc.uint8Array())
    const { update, digest } = crypto.Hash.prototype
    fc.assert(
      fc.property(argumentLists(data), fc.constantFrom(undefined, 'hex', 'base64', 'latin1'), (args, encoding) => {
        const hashes = [crypto.createHash('sha256'), crypto.createHash('sha256')]
        const [mine, theirs] = hashes
        const updated = attempt(() => Reflect.apply(wrap(update), mine, args) === mine)
        expect(updated).toEqual(attempt(() => Reflect.apply(update as NativeFunction, theirs, args) === theirs))
        const digested = attempt(() => Reflect.apply(wrap(digest), mine, [encoding]))
        expect(digested).toEqual(attempt(() => Reflect.apply(digest as NativeFunction, theirs, [encoding])))
      }),
    )
    expectSame(
      update,
      () => ({}),
      () => ['x'],
    )
  })

  test('crypto.verify, crypto.hkdfSync and crypto.checkPrimeSync', () => {
    const { privateKey, publicKey } = crypto.generateKeyPairSync('ed25519')
    const data = Buffer.from('data')
    const signature = crypto.sign(null, data, privateKey)
    expectSame(crypto.verify, none, () => [null, data, publicKey, signature])
    fc.assert(fc.property(argumentLists(fc.string()), args => expectSame(crypto.verify, none, () => args)))
    expectSame(crypto.hkdfSync, none, () => ['sha256', 'key', 'salt', 'info', 16])
    fc.assert(fc.property(argumentLists(fc.string()), args => expectSame(crypto.hkdfSync, none, () => args)))
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10_000n }), n => expectSame(crypto.checkPrimeSync, none, () => [n])),
    )
  })

  test('Buffer.from and Buffer#toString', () => {
    const encoding = fc.constantFrom('utf8', 'hex', 'base64', 'latin1', 'utf16le', 'no-such-encoding', undefined)
    fc.assert(fc.property(argumentLists(fc.string(), encoding), args => expectSame(Buffer.from, none, () => args)))
    fc.assert(
      fc.property(fc.uint8Array(), argumentLists(encoding, fc.integer(), fc.integer()), (bytes, args) =>
        expectSame(
          Buffer.prototype.toString,
          () => Buffer.from(bytes),
          () => args,
        ),
      ),
    )
  })

  test('TextDecoder#decode and TextEncoder#encode', () => {
    const decode = TextDecoder.prototype.decode
    fc.assert(
      fc.property(argumentLists(fc.uint8Array()), fc.boolean(), (args, fatal) =>
        expectSame(
          decode,
          () => new TextDecoder('utf-8', { fatal }),
          () => args,
        ),
      ),
    )
    fc.assert(
      fc.property(argumentLists(fc.string()), args =>
        expectSame(
          TextEncoder.prototype.encode,
          () => new TextEncoder(),
          () => args,
        ),
      ),
    )
    expectSame(decode, none, () => [])
  })

  test('v8.serialize and v8.deserialize', () => {
    fc.assert(fc.property(fc.anything(), value => expectSame(v8.serialize, none, () => [value])))
    fc.assert(fc.property(fc.jsonValue(), value => expectSame(v8.deserialize, none, () => [v8.serialize(value)])))
    fc.assert(fc.property(fc.uint8Array(), bytes => expectSame(v8.deserialize, none, () => [bytes])))
  })

  test('fs and child_process', () => {
    const file = join(tmpdir(), `loophound-${process.pid}-safepoints.txt`)
    fs.writeFileSync(file, 'content\n')
    const encoding = fc.constantFrom(undefined, 'utf8', 'latin1', 'base64', { encoding: 'hex' }, 'no-such-encoding', 7)
    const path = fc.constantFrom(file, `${file}.missing`, '', Buffer.from(file), 1.5, undefined)
    const calls = [fs.readFileSync, fs.existsSync, fs.accessSync, fs.readdirSync, fs.readlinkSync, fs.rmdirSync]
    for (const call of calls) {
      fc.assert(fc.property(path, encoding, (name, how) => expectSame(call, none, () => [name, how])))
      expectSame(call, none, () => [])
    }
    fs.unlinkSync(file)
    expectSame(spawnSync, none, () => [])
    expectSame(spawnSync, none, () => ['', []])
  })
})
