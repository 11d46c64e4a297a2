import { access } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'

const THUMBNAIL_WIDTH = 200

/**
 * A server that answers `GET /thumb/<name>` with a small copy of `<folder>/<name>.png`, which `makeThumbnail(path, width)` makes, and `GET /health` with «ok».
 */
export function createThumbnailServer(folder, makeThumbnail) {
  return createServer((request, response) => {
    answer(request, response, folder, makeThumbnail).catch(error => sendText(response, 500, `${error.message}\n`))
  })
}

/** Answers one request. */
export async function answer(request, response, folder, makeThumbnail) {
  if (request.url === '/health') return sendText(response, 200, 'ok\n')
  const name = /^\/thumb\/([\w-]+)$/.exec(request.url)?.[1]
  const path = name && join(folder, `${name}.png`)
  if (!path || !(await isReadable(path))) return sendText(response, 404, 'no such picture\n')
  const thumbnail = await makeThumbnail(path, THUMBNAIL_WIDTH)
  response.writeHead(200, { 'content-type': 'image/png', 'content-length': thumbnail.length })
  response.end(thumbnail)
}

function isReadable(path) {
  return access(path).then(
    () => true,
    () => false,
  )
}

function sendText(response, status, text) {
  response.writeHead(status, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
