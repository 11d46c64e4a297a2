// @ts-check
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { hasBuilds } from './node-matrix/find-nodes.mjs'
import { installIfNeeded, prepare, root } from './prepare.mjs'

// `npm run corpus`: how well every program of the corpus is named on every Node.js, as a table.
prepare()
if (hasBuilds()) installIfNeeded(join(root, 'test/node-matrix'))
installIfNeeded(join(root, 'test/scenarios/programs/packages'))
const files = ['pathologies', 'packages', 'endings', 'worker-twins', 'watch-alone'].map(
  name => `test/scenarios/${name}`,
)
const reporters = ['--reporter=default', '--reporter=./test/scenarios/corpus-table.ts']
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const args = [vitest, 'run', '--project', 'scenarios', ...reporters, ...files, ...process.argv.slice(2)]
// Each program blocks once more than in `npm test`, on every Node.js.
const env = { ...process.env, TRUTH_TIMES: '3', ALL_NODES: '1' }
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status ?? 1
