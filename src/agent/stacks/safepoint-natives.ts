/** Any function, as the wrappers see it. */
export type NativeFunction = (this: unknown, ...args: unknown[]) => unknown

/** Where a native lives. */
export interface NativePlace {
  /** Name in reports: `JSON.parse` for a function of an object, `Hash#update` for a method of instances. */
  native: string
  owner: object
  key: string
}

/**
 * The natives of this Node that a safepoint is needed for: they can take 50 ms with a few megabytes of input, they serve no interrupt
 * while they run, and nothing of Node's own JavaScript runs between their end and their caller's, so that a plain interrupt names the
 * function that runs next.
 *
 * Not here, for an interrupt names them right: zlib's `*Sync`, `crypto.pbkdf2Sync` and `scryptSync`, `child_process.execSync`, the
 * `stat` family and `fs.writeSync`, `Atomics.wait`, regular expressions, `Array#flat`. Not here though they would need it: methods of
 * strings and plain array methods, which everything calls, and constructors such as `WebAssembly.Module`, since a wrapped constructor is
 * not its instances' `constructor` any more.
 */
export function findNatives(): NativePlace[] {
  return listOwners().flatMap(({ prefix, owner, keys }) =>
    keys.filter(key => Object.hasOwn(owner, key)).map(key => ({ native: `${prefix}${key}`, owner, key })),
  )
}

interface Owner {
  prefix: string
  owner: object
  keys: string[]
}

function listOwners(): Owner[] {
  return [...listLanguageOwners(), ...listCryptoOwners(), ...listModuleOwners()]
}

function listLanguageOwners(): Owner[] {
  return [
    // On Node 20 to 24 an interrupt names `stringify` unless it is in a long string; on 26 it does not name plain objects either.
    { prefix: 'JSON.', owner: JSON, keys: ['parse', 'stringify'] },
    // `gc` is there under --expose-gc.
    { prefix: '', owner: globalThis, keys: ['structuredClone', 'gc'] },
    { prefix: 'Array#', owner: Array.prototype, keys: ['sort', 'toSorted'] },
    { prefix: 'TypedArray#', owner: Object.getPrototypeOf(Uint8Array.prototype), keys: ['sort', 'toSorted'] },
    { prefix: 'Buffer#', owner: Buffer.prototype, keys: ['toString'] },
    { prefix: 'Buffer.', owner: Buffer, keys: ['from'] },
    { prefix: 'TextDecoder#', owner: TextDecoder.prototype, keys: ['decode'] },
    { prefix: 'TextEncoder#', owner: TextEncoder.prototype, keys: ['encode'] },
  ]
}

function listCryptoOwners(): Owner[] {
  const crypto = process.getBuiltinModule('node:crypto')
  // Exported by Node 20 and later, and missing in its types.
  const { Cipheriv, Decipheriv } = crypto as unknown as Record<'Cipheriv' | 'Decipheriv', { prototype: object }>
  return [
    { prefix: 'Hash#', owner: crypto.Hash.prototype, keys: ['update', 'digest'] },
    { prefix: 'Hmac#', owner: crypto.Hmac.prototype, keys: ['update', 'digest'] },
    { prefix: 'Sign#', owner: crypto.Sign.prototype, keys: ['update'] },
    { prefix: 'Verify#', owner: crypto.Verify.prototype, keys: ['update'] },
    { prefix: 'Cipheriv#', owner: Cipheriv.prototype, keys: ['update'] },
    { prefix: 'Decipheriv#', owner: Decipheriv.prototype, keys: ['update'] },
    { prefix: 'crypto.', owner: crypto, keys: CRYPTO_CALLS },
  ]
}

// Loaded here and not at import: together they take as long as all of loophound's own code.
function listModuleOwners(): Owner[] {
  const v8 = process.getBuiltinModule('node:v8')
  const workerThreads = process.getBuiltinModule('node:worker_threads')
  const childProcess = process.getBuiltinModule('node:child_process')
  const fs = process.getBuiltinModule('node:fs')
  return [
    { prefix: 'v8.', owner: v8, keys: ['serialize', 'deserialize', 'writeHeapSnapshot'] },
    { prefix: 'MessagePort#', owner: workerThreads.MessagePort.prototype, keys: ['postMessage'] },
    { prefix: 'worker_threads.', owner: workerThreads, keys: ['receiveMessageOnPort'] },
    { prefix: 'child_process.', owner: childProcess, keys: ['spawnSync'] },
    { prefix: 'fs.', owner: fs, keys: FILE_CALLS.map(name => `${name}Sync`) },
  ]
}

const CRYPTO_CALLS = [
  'hash',
  'verify',
  'hkdfSync',
  'checkPrimeSync',
  'createDiffieHellman',
  'randomBytes',
  'randomFillSync',
]

// All that end in the system call.
const FILE_CALLS = [
  'access',
  'appendFile',
  'chmod',
  'chown',
  'close',
  'copyFile',
  'cp',
  'exists',
  'fchmod',
  'fchown',
  'fdatasync',
  'fsync',
  'ftruncate',
  'futimes',
  'lchown',
  'link',
  'lutimes',
  'mkdir',
  'mkdtemp',
  'open',
  'read',
  'readFile',
  'readdir',
  'readlink',
  'readv',
  'rename',
  'rm',
  'rmdir',
  'symlink',
  'unlink',
  'utimes',
  'writeFile',
  'writev',
]
