import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

describe.each(findOldestAndNewest())('on $name', ({ name, execPath }) => {
  test('loophound doctor names every block', () => {
    expect(runDoctor(execPath)).toEqual({
      status: 0,
      stderr: '',
      stdout: `loophound x.y.z, Node.js ${name}, ${process.platform}

blocked by          named by     works  what was named, or why not
JavaScript          interrupts   yes    countPrimes (why)
regular expression  interrupts   yes    matchName (why)
microtasks          interrupts   yes    drainQueue (why)
JSON.parse          safepoints   yes    parseCatalog (why)
BigInt arithmetic   sampler      yes    raise (why)
pbkdf2Sync          interrupts   yes    hashPassword (why)
execSync            interrupts   yes    readRevision (why)
readFileSync        interrupts   yes    loadTiles (why)
worker thread       interrupts   yes    countPrimes (why)

All mechanisms available here work.
`,
    })
  })

  test('loophound doctor says what the permission model takes away', () => {
    const flag = name.startsWith('v20') ? '--experimental-permission' : '--permission'
    const measured = 'permission-model; the block is measured all the same'
    expect(runDoctor(execPath, flag)).toEqual({
      status: 0,
      stderr: '',
      stdout: `loophound x.y.z, Node.js ${name}, ${process.platform}

blocked by          named by     works  what was named, or why not
JavaScript          interrupts   off    ${measured}
regular expression  interrupts   off    ${measured}
microtasks          interrupts   off    ${measured}
JSON.parse          safepoints   off    ${measured}
BigInt arithmetic   sampler      off    ${measured}
pbkdf2Sync          interrupts   off    ${measured}
execSync            interrupts   off    permission-model
readFileSync        interrupts   off    ${measured}
worker thread       interrupts   off    permission-model

All mechanisms available here work.
`,
    })
  })
})

// Causes and how sure they are depend on how often the process had a core.
function runDoctor(...command: string[]) {
  const run = spawnSync(process.execPath, [BIN, 'doctor', '--', ...command], { encoding: 'utf8' })
  const stdout = run.stdout.replace(/^loophound \S+,/, 'loophound x.y.z,').replace(/\([a-z-]+, [a-z-]+\)/g, '(why)')
  return { status: run.status, stderr: run.stderr, stdout }
}

test('loophound doctor --calibrate measures what 50 ms are here', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'doctor', '--calibrate'], { encoding: 'utf8' })
  expect(stderr).toBe('')
  const amounts = stdout.match(/[\d.]+(?= (?:MB|thousand))/g)?.map(Number) ?? []
  expect(amounts).toHaveLength(4)
  expect(amounts.every(amount => amount > 0)).toBe(true)
  expect(stdout).toMatch(/^lowest threshold {9}\d+ ms: below/m)
  expect(status).toBe(0)
})
