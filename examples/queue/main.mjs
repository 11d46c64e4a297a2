// The same task module as in examples/thumbnails, done by two worker processes that a queue on Redis feeds: node examples/queue/main.mjs
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makePictures } from '../thumbnails/make-pictures.mjs'
import { createQueue } from './create-queue.mjs'

const folder = mkdtempSync(join(tmpdir(), 'queue-'))
const pictures = makePictures(folder)
const task = new URL('../thumbnails/thumbnail-task.mjs', import.meta.url)

// With threads of this process this line would be: const executor = createExecutor({ kind: 'thread', size: 2 })
const executor = await createQueue({ size: 2 })
const thumbnails = await Promise.all(
  pictures.map(name => executor.run(task, 'thumbnailFile', [join(folder, `${name}.png`), 200])),
)
for (const [index, { length }] of thumbnails.entries())
  console.log(`${pictures[index]}: a thumbnail of ${length} bytes`)
await executor.stop()
rmSync(folder, { recursive: true })
