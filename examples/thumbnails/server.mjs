import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'

const THUMBNAIL_WIDTH = 200

/**
 * A server that answers `GET /thumb/<name>` with a small copy of `<folder>/<name>.png`, which `makeThumbnail` makes, and `GET /health` with «ok».
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
  const file = name && (await readPicture(join(folder, `${name}.png`)))
  if (!file) return sendText(response, 404, 'no such picture\n')
  const thumbnail = await makeThumbnail(file, THUMBNAIL_WIDTH)
  response.writeHead(200, { 'content-type': 'image/png', 'content-length': thumbnail.length })
  response.end(thumbnail)
}

async function readPicture(path) {
  try {
    return await readFile(path)
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

function sendText(response, status, text) {
  response.writeHead(status, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
