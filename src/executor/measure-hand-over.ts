import { createCallable } from './executor.js'

/** What it takes here to have something done in another thread. */
export interface HandOver {
  /** Handing over an empty task and what comes of it. */
  roundTripMs: number
  /** Copying objects that are 1 MB as JSON. A buffer can be transferred instead, which takes no time. */
  copyMsPerMb: number
  /** `false` when it could not be measured and the figures are those of another machine. */
  isMeasured: boolean
}

/** Measures for about a tenth of a second. Keeps this thread's loop busy meanwhile: not for a thread that is watched. */
export async function measureHandOver(): Promise<HandOver> {
  try {
    return { copyMsPerMb: measureCopyMsPerMb(), roundTripMs: await measureRoundTripMs(), isMeasured: true }
  } catch {
    // Node 20 on a virtual machine with two busy cores.
    return { roundTripMs: 0.05, copyMsPerMb: 10, isMeasured: false }
  }
}

function measureCopyMsPerMb(): number {
  const rows = Array.from({ length: 5000 }, createRow)
  // Whatever disturbs a measurement adds time.
  const timesMs = Array.from({ length: 5 }, () => {
    const startMs = performance.now()
    structuredClone(rows)
    return performance.now() - startMs
  })
  return Math.min(...timesMs) / (JSON.stringify(rows).length / 1e6)
}

function createRow(_: unknown, id: number): object {
  return { id, name: `name ${id}`, price: id / 7, tags: ['one', 'two'], place: { street: 'street', number: id % 100 } }
}

async function measureRoundTripMs(): Promise<number> {
  const { executor, runCall } = createCallable({ size: 1, timeoutMs: 2000 })
  for (let count = 0; count < 200; count += 1) await runCall({ name: '() => {}', args: [] })
  const { p50Ms } = executor.summary().handOver
  await executor.stop()
  return p50Ms
}
