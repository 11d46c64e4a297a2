import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('the thumbnail server fails with its work inline, and passes with it in a thread or a process', () => {
  const args = ['examples/thumbnails/compare.mjs', 'inline', 'thread', 'process']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 55_000 })
  // Its reports go to files: the verdicts are told.
  expect(stderr).toMatch(/^loophound: fail: .*\nloophound: pass\nloophound: pass\n$/)
  const rows = stdout.split('\n').map(line => line.split('|').map(cell => cell.trim()))
  expect(rows.slice(2, 5).map(row => row.slice(1, 3))).toEqual([
    ['inline', 'fail'],
    ['thread', 'pass'],
    ['process', 'pass'],
  ])
  expect(status).toBe(0)
})
