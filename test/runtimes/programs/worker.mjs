// A worker thread that watches itself and blocks.
import { isMainThread, Worker } from 'node:worker_threads'
import { watch } from '../../../dist/index.js'

if (isMainThread) new Worker(new URL(import.meta.url))
else {
  const hound = watch()
  const { iterationClock } = await hound.ready
  const startMs = performance.now()
  while (performance.now() - startMs < 120);
  const { blocks } = await hound.stop()
  console.log(JSON.stringify({ iterationClock, count: blocks.count }))
}
