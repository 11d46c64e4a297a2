import { createServer, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { createRequests, type Requests } from '../../../src/probes/requests.js'

let requests: Requests | undefined

afterEach(() => requests?.stop())

test('is the method and the path of the request that the running code answers, and of no other', async () => {
  requests = createRequests()
  const { source } = requests
  const seen = await askAtOnce(['/a?token=secret', '/b', '/c/d?x', '/#top'], async path => {
    const before = source()
    await pause(path.startsWith('/a') ? 20 : 1)
    return [before, source()]
  })
  expect(seen).toEqual(
    ['POST /a', 'POST /b', 'POST /c/d', 'POST /'].map(name => [{ request: name }, { request: name }]),
  )
  expect(source()).toBeUndefined()
})

test.each([
  ['GET http://user:pass@host.example/path?q=1 HTTP/1.1', 'GET /path'],
  ['GET http://host.example HTTP/1.1', 'GET /'],
  ['OPTIONS * HTTP/1.1', 'OPTIONS *'],
])('of «%s» is %s', async (line, name) => {
  requests = createRequests()
  const { source } = requests
  const server = createServer((_, response) => response.end(JSON.stringify(source())))
  const socket = connect(await listen(server), '127.0.0.1')
  socket.end(`${line}\r\nHost: host.example\r\nConnection: close\r\n\r\n`)
  const answer = (await socket.setEncoding('utf8').toArray()).join('')
  server.close()
  expect(answer).toContain(JSON.stringify({ request: name }))
})

test('is none once stopped, nor for requests that began before', async () => {
  requests = createRequests()
  const { source } = requests
  requests.stop()
  expect(await askAtOnce(['/a'], async () => source() ?? 'none')).toEqual(['none'])
})

/** What each request's handler gives, all under way at once over two connections. */
async function askAtOnce(paths: string[], answer: (path: string) => Promise<unknown>): Promise<unknown[]> {
  const server = createServer(async (incoming, response) =>
    response.end(JSON.stringify(await answer(incoming.url ?? ''))),
  )
  const port = await listen(server)
  const ask = (path: string) =>
    new Promise<unknown>((resolve, reject) => {
      const asked = request({ port, host: '127.0.0.1', path, method: 'POST' }, async response => {
        resolve(JSON.parse((await response.setEncoding('utf8').toArray()).join('')))
      })
      asked.once('error', reject).end()
    })
  const answers = await Promise.all(paths.map(ask))
  server.close().closeAllConnections()
  return answers
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  return (server.address() as AddressInfo).port
}
