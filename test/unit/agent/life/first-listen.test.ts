import { createSocket, type Socket } from 'node:dgram'
import { hasSubscribers } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { followFirstListen } from '../../../../src/agent/life/first-listen.js'

const servers: Server[] = []
const sockets: Socket[] = []
const follows: ReturnType<typeof followFirstListen>[] = []

afterEach(async () => {
  for (const follow of follows.splice(0)) follow.stop()
  for (const socket of sockets.splice(0)) socket.close()
  for (const server of servers.splice(0)) await new Promise(done => server.close(done))
})

const CREATORS: Record<string, () => Server> = {
  net: () => createServer(),
  http: () => createHttpServer(),
  http2: () => createHttp2Server(),
}

describe('the first listen', () => {
  test.each(Object.keys(CREATORS))('of a server of %s is told, and followed no longer', async name => {
    const { heard } = follow()
    await listen(CREATORS[name]?.())
    expect(heard()).toBe(1)
    expect(isFollowed()).toBe(false)
  })

  test('is the first of several, told once', async () => {
    const { heard } = follow()
    await Promise.all(Object.values(CREATORS).map(create => listen(create())))
    await bind(createReader())
    expect(heard()).toBe(1)
  })

  test('of a socket of dgram that somebody reads is told, and followed no longer', async () => {
    const { heard } = follow()
    await bind(createReader())
    expect(heard()).toBe(1)
    expect(isFollowed()).toBe(false)
  })

  test('is told once of sockets that were made before it', async () => {
    const { heard } = follow()
    const readers = [createReader(), createReader()]
    for (const reader of readers) await bind(reader)
    expect(heard()).toBe(1)
  })

  test('is none of a socket of dgram that only sends', async () => {
    const { heard } = follow()
    const reader = createReader()
    await bind(reader)
    const before = heard()
    const { heard: heardSender } = follow()
    const sender = createSocket('udp4')
    sockets.push(sender)
    await new Promise<void>((done, fail) =>
      sender.send('hello', reader.address().port, '127.0.0.1', error => (error ? fail(error) : done())),
    )
    expect([before, heardSender()]).toEqual([1, 0])
    expect(isFollowed()).toBe(true)
  })

  test('is not told to whoever has stopped, also of a socket that was there before', async () => {
    const { heard, stop } = follow()
    const reader = createReader()
    stop()
    expect(isFollowed()).toBe(false)
    await listen(createServer())
    await bind(reader)
    expect(heard()).toBe(0)
  })
})

function follow() {
  let count = 0
  const following = followFirstListen(() => {
    count += 1
  })
  follows.push(following)
  return { heard: () => count, stop: following.stop }
}

/** Whether anybody is still told of servers or sockets. */
function isFollowed(): boolean {
  return hasSubscribers('tracing:net.server.listen:asyncEnd') || hasSubscribers('udp.socket')
}

async function listen(server = createServer()): Promise<void> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}

function createReader(): Socket {
  const socket = createSocket('udp4', () => {})
  sockets.push(socket)
  return socket
}

async function bind(socket: Socket): Promise<void> {
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
}
