// The server that bench/soak.mjs puts under load: the example's, watched, with a route that blocks on request.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { watch } from '../dist/index.js'
import { makePictures } from '../examples/thumbnails/make-pictures.mjs'
import { answer } from '../examples/thumbnails/server.mjs'

const INJECTED_MS = 80
const folder = mkdtempSync(join(tmpdir(), 'loophound-soak-'))
const pictures = makePictures(folder)
const hound = watch({
  onBlock: ({ startedAt, durationMs, cause, confidence, culprit, samples }) => {
    tell({ block: { startedAt, durationMs, cause, confidence, culprit, stacks: samples.length } })
  },
})
const capabilities = await hound.ready
for (const [mechanism, { state, reason }] of Object.entries(capabilities)) {
  if (state === 'off') console.error(`${mechanism} is off: ${reason}`)
}

const server = createServer((request, response) => {
  if (request.url === '/inject') injectBlock()
  const path = request.url === '/inject' ? { url: '/health' } : request
  answer(path, response, folder).catch(error => tell({ error: String(error) }))
})
server.listen(0, '127.0.0.1', () => tell({ url: `http://127.0.0.1:${server.address().port}`, pictures }))
const memory = setInterval(() => tell({ rssBytes: process.memoryUsage.rss() }), 1000)
process.once('disconnect', async () => {
  clearInterval(memory)
  server.close()
  server.closeAllConnections()
  await hound.stop()
  rmSync(folder, { recursive: true, force: true })
})

function injectBlock() {
  const endAt = performance.now() + INJECTED_MS
  while (performance.now() < endAt); // <- injected
}

function tell(message) {
  if (process.connected) process.send(message)
}
