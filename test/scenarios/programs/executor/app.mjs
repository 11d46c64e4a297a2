// The same work where the first argument says: inline, in a thread or in a process.
import { createExecutor } from '../../../../dist/executor.js'
import { hashAll } from './hash.mjs'

const where = process.argv[2]
const executor = where === 'inline' ? undefined : createExecutor({ kind: where, size: 1 })
setTimeout(async () => {
  if (!executor) return hashAll()
  for (let count = 0; count < 2; count++) await executor.run(new URL('hash.mjs', import.meta.url), 'hashAll', [])
  await executor.stop()
}, 100)
