// The same work where the first argument says: inline, in a thread or in a process.
import { createExecutor } from '../../../../dist/executor.js'
import { hashAll } from './hash.mjs'

const where = process.argv[2]
setTimeout(async () => {
  if (where === 'inline') return hashAll()
  const executor = createExecutor({ kind: where, size: 1 })
  for (let count = 0; count < 2; count++) await executor.run(new URL('hash.mjs', import.meta.url), 'hashAll', [])
  await executor.stop()
}, 100)
