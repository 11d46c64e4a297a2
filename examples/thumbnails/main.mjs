// Serves thumbnails to a small load of its own for five seconds, then closes:
//   node examples/thumbnails/main.mjs [inline|thread|process|queue]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makePictures } from './make-pictures.mjs'
import { createThumbnailServer } from './server.mjs'
import { variants } from './variants.mjs'

const LOAD_SECONDS = 5
const [variant = 'inline'] = process.argv.slice(2)
if (!Object.hasOwn(variants, variant)) {
  console.error(`expected one of ${Object.keys(variants).join(', ')}, got ${variant}`)
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'thumbnails-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const pictures = makePictures(folder)
const { makeThumbnail, stop } = await variants[variant]()

const server = createThumbnailServer(folder, makeThumbnail)
process.once('SIGTERM', () => server.close())
server.once('close', stop)
server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}`
  console.log(`serving ${pictures.map(name => `/thumb/${name}`).join(', ')} and /health on ${url}`)
  const load = fileURLToPath(new URL('load.mjs', import.meta.url))
  const client = spawn(process.execPath, [load, url, String(LOAD_SECONDS), ...pictures], { stdio: 'inherit' })
  const [exitCode] = await once(client, 'exit')
  process.exitCode = exitCode ?? 1
  server.close()
})
