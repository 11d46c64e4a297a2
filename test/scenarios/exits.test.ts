import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'

const program = fileURLToPath(new URL('programs/exits/api.mjs', import.meta.url))
const entry = new URL('../../dist/index.js', import.meta.url).href

const ways: { way: string; exitCode: number; says?: string }[] = [
  { way: 'process.exit in mid-callback', exitCode: 3 },
  { way: 'its natural end', exitCode: 0 },
  { way: 'an exception that nobody catches', exitCode: 1, says: 'Error: mine' },
  { way: 'process.exitCode', exitCode: 4 },
  { way: 'process.exit after stop()', exitCode: 3 },
]

describe.each(findOldestAndNewest())('on $name', ({ execPath }) => {
  test.each(ways)(
    'a process keeps its exit code and says nothing of its own: $way',
    async ({ way, exitCode, says }) => {
      const { stderr, ...run } = await endProcess(execPath, way, 150)
      expect(run.exitCode).toBe(exitCode)
      // Where other processes have the cores there may be shorter ones beside it.
      const long = (JSON.parse(run.stdout) as number[]).filter(durationMs => durationMs >= 100)
      expect(long).toHaveLength(1)
      if (says === undefined) expect(stderr).toBe('')
      else expect(stderr).toContain(says)
      expect(stderr).not.toMatch(/debugger/i)
    },
  )
})

test.each(['process.exit in mid-callback', 'process.exit after stop()'])(
  'a process that is being looked into ends in silence, whenever it does: %s',
  async way => {
    const lastsMs = Array.from({ length: 15 }, (_, repetition) => repetition * 4)
    const told: string[] = []
    // One at a time: two programs that block would keep each other from the cores.
    for (const lastMs of lastsMs) told.push((await endProcess(process.execPath, way, lastMs)).stderr)
    expect(told).toEqual(lastsMs.map(() => ''))
  },
)

function endProcess(execPath: string, way: string, lastMs: number) {
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>(resolve => {
    const child = execFile(execPath, [program, way, entry, String(lastMs)], { timeout: 30_000 }, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}
