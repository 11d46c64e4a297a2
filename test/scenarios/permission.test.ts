import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findNodes } from '../node-matrix/find-nodes.mjs'

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))
const APP = `setTimeout(function crunch() {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < 120_000) for (let count = 0; count < 100_000; count++);
  console.log('app ran to its end')
}, 300)`

test.each(findNodes())(
  'under the permission model $name runs the app, measures blocks and says what is off',
  ({ name, execPath }) => {
    const folder = mkdtempSync(join(tmpdir(), 'loophound-permission-'))
    writeFileSync(join(folder, 'app.cjs'), APP)
    const flag = name.startsWith('v20') ? '--experimental-permission' : '--permission'
    const command = [execPath, flag, `--allow-fs-read=${folder}/`, join(folder, 'app.cjs')]
    const { stdout, stderr, status } = spawnSync(process.execPath, [BIN, 'run', '--', ...command], {
      encoding: 'utf8',
    })
    rmSync(folder, { recursive: true })
    expect(status).toBe(1)
    expect(stdout).toMatch(/^app ran to its end\n/)
    expect(stdout).toMatch(/1\. unknown {2}1 block,/)
    expect(stdout).toMatch(/watchdog, interrupts, safepoints, sampler(?:, threadTime)? off: permission-model/)
    expect(stderr.match(/LoophoundWarning: .*permission-model/g)).toHaveLength(1)
  },
)
