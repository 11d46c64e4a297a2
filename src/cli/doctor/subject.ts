/**
 * Source of a CommonJS program that blocks its loop on purpose, once for each check, and prints a {@link Blocked} for each as a line of
 * JSON. Text, since it runs in a process of its own; it finds out at its start how much work takes long enough.
 */
export function formatDoctorSubject(): string {
  return SUBJECT
}

/** What the program says of one block. */
export interface Blocked {
  /** Key of the check. */
  check: string
  startedAtMs: number
  durationMs: number
  /** Code of the error that kept it from blocking. */
  error?: string
}

const SUBJECT = `'use strict'
const { execSync } = require('node:child_process')
const { pbkdf2Sync } = require('node:crypto')
const { readFileSync, writeSync } = require('node:fs')
const { isMainThread, Worker } = require('node:worker_threads')

const CPU_US = 120000

const blocks = {
  javascript: function countPrimes() {
    let primes = 0
    for (const start = process.cpuUsage(); process.cpuUsage(start).user < CPU_US; )
      for (let n = 2; n < 2000; n++) {
        let divisor = 2
        while (divisor * divisor <= n && n % divisor !== 0) divisor++
        if (divisor * divisor > n) primes++
      }
    return primes
  },
  regexp: function matchName(name) {
    return /^(a+)+$/.test(name)
  },
  microtasks: async function drainQueue() {
    let size = 0
    for (const start = process.cpuUsage(); process.cpuUsage(start).user < CPU_US; ) {
      for (let n = 0; n < 20000; n++) size += Math.sqrt(n)
      await null
    }
    return size
  },
  json: function parseCatalog(text) {
    return JSON.parse(text)
  },
  bigint: function raise(exponent) {
    return 7n ** exponent
  },
  crypto: function hashPassword(rounds) {
    return pbkdf2Sync('secret', 'salt', rounds, 64, 'sha512')
  },
  'child-process': function readRevision() {
    const command = JSON.stringify(process.execPath) + ' -e "setTimeout(() => {}, 150)"'
    return execSync(command, { env: { ...process.env, NODE_OPTIONS: '' } })
  },
  'file-system': function loadTiles() {
    let size = 0
    for (const startMs = performance.now(); performance.now() - startMs < 150; ) size += readFileSync(__filename).length
    return size
  },
}

async function blockAll() {
  const inputs = {
    regexp: scale(blocks.regexp, size => 'a'.repeat(15 + size) + '!'),
    json: scale(blocks.json, size => JSON.stringify(Array.from({ length: 2000 * 2 ** size }, (_, i) => Math.sqrt(i)))),
    bigint: scale(blocks.bigint, size => BigInt(2 ** (12 + size))),
    crypto: scale(blocks.crypto, size => 500 * 2 ** size),
  }
  await pause()
  for (const check of Object.keys(blocks)) {
    await new Promise(done => setTimeout(async () => done(await report(check, blocks[check], inputs[check])), 5))
    await pause()
  }
}

function pause() {
  return new Promise(done => setTimeout(done, 200))
}

/** The first of the inputs, each twice the work of the one before, that takes long enough. */
function scale(work, create) {
  for (let size = 0; ; size++) {
    const input = create(size)
    const start = process.cpuUsage()
    work(input)
    if (process.cpuUsage(start).user > CPU_US || size === 20) return input
  }
}

async function report(check, block, input) {
  const startedAtMs = Date.now()
  const startMs = performance.now()
  let error
  try {
    const result = block(input)
    wanderOff(typeof result?.then === 'function' ? await result : result)
  } catch (thrown) {
    error = thrown.code ?? thrown.message
  }
  const durationMs = performance.now() - startMs
  writeSync(1, JSON.stringify({ check, startedAtMs, durationMs, error }) + '\\n')
}

// What an interrupt that is served too late would name.
function wanderOff(result) {
  let sum = 0
  for (let i = 0; i < 1000; i++) sum += typeof result === 'number' ? i : 1
  return sum
}

function blockWorker() {
  try {
    new Worker(__filename)
  } catch (thrown) {
    writeSync(1, JSON.stringify({ check: 'worker-thread', startedAtMs: 0, durationMs: 0, error: thrown.code }) + '\\n')
  }
}

if (isMainThread) blockAll().then(blockWorker)
else pause().then(() => setTimeout(() => report('worker-thread', blocks.javascript).then(pause), 5))
`
