import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('a queue on a real Redis server does the task of the thumbnail example', () => {
  const { status, stdout, stderr } = runExample('examples/queue/main.mjs')
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^dunes: a thumbnail of \d{5} bytes\nwaves: a thumbnail of \d{5} bytes\n$/)
  expect(status).toBe(0)
})

test('a server that leaves its thumbnails to the queue blocks for hardly any of them', () => {
  const { status, stdout } = runExample('examples/thumbnails/compare.mjs', 'inline', 'queue')
  const rows = stdout.split('\n').map(line => line.split('|').map(cell => cell.trim()))
  const [inline, queue] = rows
    .slice(2, 4)
    .map(([, variant, verdict, blocks]) => ({ variant, verdict, blocks: Number(blocks) }))
  expect(inline).toEqual({ variant: 'inline', verdict: 'fail', blocks: expect.any(Number) })
  // Starting the workers' processes may block once or twice on a machine that is busy; each thumbnail would block.
  expect(queue?.blocks).toBeLessThan((inline?.blocks ?? 0) / 4)
  expect(status).toBe(0)
})

function runExample(file: string, ...args: string[]) {
  return spawnSync(process.execPath, [file, ...args], { cwd: root, encoding: 'utf8', timeout: 100_000 })
}
