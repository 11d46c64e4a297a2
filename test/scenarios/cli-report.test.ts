import { expect, test } from 'vitest'
import { BUSY } from './busy-code.js'
import { createCommandLine } from './command-line.js'

const cli = createCommandLine()

test('loophound report renders a saved report again, merged, and judges it with its own budget', async () => {
  cli.write('busy.cjs', BUSY)
  await cli.run(['run', '--reporter', 'json=a.json', '--', 'node', 'busy.cjs'])
  const once = await cli.run(['report', 'a.json'])
  const twice = await cli.run(['report', 'a.json', 'a.json', '--max-blocks', '2', '--reporter', 'json=b.json'])
  expect(once.stdout).toMatch(/1\. javascript {2}1 block,[\s\S]*> \d │/)
  expect(once.exitCode).toBe(1)
  expect(JSON.parse(cli.readText('b.json')).offenders).toMatchObject([{ count: 2 }])
  expect(twice.exitCode).toBe(0)
})
