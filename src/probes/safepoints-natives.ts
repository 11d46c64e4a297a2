import crypto from 'node:crypto'
import fs from 'node:fs'
import v8 from 'node:v8'
import zlib from 'node:zlib'

/** Any function, as the wrappers see it. */
export type NativeFunction = (this: unknown, ...args: unknown[]) => unknown

/** Where a native lives. */
export interface NativePlace {
  /** Name in reports, such as `JSON.parse`. */
  native: string
  owner: object
  key: string
}

/** The natives of this Node that give no interrupt a chance before their caller is gone. */
export function findNatives(): NativePlace[] {
  const places: NativePlace[] = []
  for (const [prefix, owner, keys] of listOwners()) {
    for (const key of keys) {
      if (Object.hasOwn(owner, key)) places.push({ native: `${prefix}${key}`, owner, key })
    }
  }
  return places
}

function listOwners(): [prefix: string, owner: object, keys: string[]][] {
  return [
    ['JSON.', JSON, ['parse', 'stringify']],
    ['', globalThis, ['structuredClone']],
    ['Atomics.', Atomics, ['wait']],
    ['Array#', Array.prototype, ['sort', 'toSorted']],
    ['TypedArray#', Object.getPrototypeOf(Uint8Array.prototype), ['sort', 'toSorted']],
    ['Hash#', crypto.Hash.prototype, ['update', 'digest']],
    ['Hmac#', crypto.Hmac.prototype, ['update', 'digest']],
    ['crypto.', crypto, ['hash']],
    ['Buffer#', Buffer.prototype, ['toString']],
    ['Buffer.', Buffer, ['from']],
    ['v8.', v8, ['serialize', 'deserialize']],
    ['zlib.', zlib, []],
    ['fs.', fs, []],
  ]
}
