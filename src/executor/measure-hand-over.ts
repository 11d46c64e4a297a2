import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** What it takes here to have something done in another thread. */
export interface HandOver {
  /** From the call of an empty task to its end. */
  roundTripMs: number
  /** Copying objects that are 1 MB as JSON. A buffer can be transferred instead, which takes no time. */
  copyMsPerMb: number
  /** `false` when it could not be measured and the figures are those of another machine. */
  isMeasured: boolean
}

/** Measures for about a tenth of a second. Keeps this thread's loop busy meanwhile: not for a thread that is watched. */
export async function measureHandOver(): Promise<HandOver> {
  try {
    const text = JSON.stringify(Array.from({ length: ROW_COUNT }, createRow))
    const sizeMb = text.length / 1e6
    const rows: unknown = JSON.parse(text)
    return {
      copyMsPerMb: measureBestMs(() => structuredClone(rows)) / sizeMb,
      roundTripMs: await measureRoundTripMs(),
      isMeasured: true,
    }
  } catch {
    return { ...ELSEWHERE, isMeasured: false }
  }
}

/** Node 20 on a virtual machine with two busy cores. */
const ELSEWHERE = { roundTripMs: 0.05, copyMsPerMb: 10 }

/** Some 0.5 MB. */
const ROW_COUNT = 5000
const REPETITIONS = 5
const ROUND_TRIPS = 200

function createRow(_: unknown, id: number): object {
  return { id, name: `name ${id}`, price: id / 7, tags: ['one', 'two'], place: { street: 'street', number: id % 100 } }
}

// Whatever disturbs a measurement adds time.
function measureBestMs(work: () => unknown): number {
  const timesMs = Array.from({ length: REPETITIONS }, () => {
    const startMs = performance.now()
    work()
    return performance.now() - startMs
  })
  return Math.min(...timesMs)
}

async function measureRoundTripMs(): Promise<number> {
  const { NODE_OPTIONS: _, ...env } = process.env
  const source =
    "const { parentPort } = require('node:worker_threads'); parentPort.on('message', m => parentPort.postMessage(m))"
  const worker = new Worker(source, { eval: true, execArgv: [], env })
  try {
    const timesMs: number[] = []
    for (let count = 0; count < ROUND_TRIPS; count += 1) {
      const startMs = performance.now()
      worker.postMessage(count)
      await once(worker, 'message', { signal: AbortSignal.timeout(LIMIT_MS) })
      timesMs.push(performance.now() - startMs)
    }
    return timesMs.sort((a, b) => a - b)[ROUND_TRIPS / 2] ?? ELSEWHERE.roundTripMs
  } finally {
    await worker.terminate()
  }
}

const LIMIT_MS = 2000
