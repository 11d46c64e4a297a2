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

test('a server that leaves its thumbnails to the queue passes, and the same one that makes them itself fails', () => {
  const { status, stdout } = runExample('examples/thumbnails/compare.mjs', 'inline', 'queue')
  const verdicts = stdout.split('\n').map(line =>
    line
      .split('|')
      .slice(1, 3)
      .map(cell => cell.trim()),
  )
  expect(verdicts.slice(2, 4)).toEqual([
    ['inline', 'fail'],
    ['queue', 'pass'],
  ])
  expect(status).toBe(0)
})

function runExample(file: string, ...args: string[]) {
  return spawnSync(process.execPath, [file, ...args], { cwd: root, encoding: 'utf8', timeout: 100_000 })
}
