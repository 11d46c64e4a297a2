import { createServer, request, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { createRequests, type RequestNaming, type Requests } from '../../../../src/agent/async/requests.js'

let requests: Requests | undefined

afterEach(() => requests?.stop())

test('is the method and the path of the request that the running code answers, and of no other', async () => {
  const { readName } = start('at-once')
  const seen = await askAtOnce(['/a?token=secret', '/b', '/c/d?x', '/#top'], async path => {
    const before = readName()
    await pause(path.startsWith('/a') ? 20 : 1)
    return [before, readName()]
  })
  expect(seen).toEqual(['POST /a', 'POST /b', 'POST /c/d', 'POST /'].map(name => [name, name]))
  expect(readName()).toBe('none')
})

test.each([
  ['GET http://user:pass@host.example/path?q=1 HTTP/1.1', 'GET /path'],
  ['GET http://host.example HTTP/1.1', 'GET /'],
  ['OPTIONS * HTTP/1.1', 'OPTIONS *'],
])('of «%s» is %s', async (line, name) => {
  const { readName } = start('at-once')
  const server = createServer((_, response) => response.end(readName()))
  const socket = connect(await listen(server), '127.0.0.1')
  socket.end(`${line}\r\nHost: host.example\r\nConnection: close\r\n\r\n`)
  const answer = (await socket.setEncoding('utf8').toArray()).join('')
  server.close()
  expect(answer).toContain(name)
})

test('is none once stopped, nor for requests that began before', async () => {
  const { readName, stop } = start('at-once')
  stop()
  expect(await askAtOnce(['/a'], async () => readName())).toEqual(['none'])
})

describe('until a block had no name', () => {
  test('is told in the callback that brings the request, and nowhere else', async () => {
    const { readName } = start('once-missed')
    const seen = await askAtOnce(['/a', '/b'], async () => {
      const before = readName()
      await null
      return [before, readName()]
    })
    expect(seen).toEqual([
      ['POST /a', 'none'],
      ['POST /b', 'none'],
    ])
  })

  test('is in no other callback while the rest of the request is still to come', async () => {
    expect(await seeOn('once-missed', ['POST /a Upload'])).toEqual({ 'POST /a': 'POST /a', 'after POST /a': 'none' })
  })

  test('is forgotten with its iteration of the loop', async () => {
    const { readName, rest } = start('once-missed')
    const seen = await askAtOnce(['/a'], async () => {
      rest()
      return readName()
    })
    expect(seen).toEqual(['none'])
  })

  test.each<[what: string, blocks: Parameters<Requests['learn']>[0][], isFollowed: boolean]>([
    ['none', [], false],
    ['one without a name', [[{}, {}]], true],
    ['one whose context the app has told', [[{ context: { user: '7' } }]], true],
    ['one with a name', [[{}, { context: { request: 'POST /a' } }]], false],
    ['one with a name, then one without', [[{ context: { request: 'POST /a' } }], [{}]], true],
    ['one that nothing is known of', [[]], false],
  ])(
    'later requests are followed when it should have had one. Of blocks there was %s',
    async (_, blocks, isFollowed) => {
      const { readName, learn } = start('once-missed')
      const answer = async () => {
        await null
        return readName()
      }
      // Nobody had asked for anything.
      learn([{}])
      expect(await askAtOnce(['/a'], answer)).toEqual(['none'])
      for (const samples of blocks) learn(samples)
      expect(await askAtOnce(['/a'], answer)).toEqual([isFollowed ? 'POST /a' : 'none'])
    },
  )
})

const PAUSE = ''

describe.each<RequestNaming>(['at-once', 'once-missed'])('never is another named. %s,', naming => {
  const later = (name: string) => (naming === 'at-once' ? name : 'none')

  test.each([
    ['at once', ['GET /a', 'GET /ws Upgrade']],
    ['later', ['GET /a', PAUSE, 'GET /ws Upgrade']],
  ])('not where a connection is upgraded %s', async (_, lines) => {
    expect(await seeOn(naming, lines)).toEqual({ 'GET /a': 'GET /a', 'after GET /a': later('GET /a'), upgrade: 'none' })
  })

  test.each([
    ['at once', ['GET /a', 'garbage']],
    ['later', ['GET /a', PAUSE, 'garbage']],
  ])('not where a connection brings what is no request %s', async (_, lines) => {
    expect(await seeOn(naming, lines)).toEqual({ 'GET /a': 'GET /a', 'after GET /a': later('GET /a'), error: 'none' })
  })

  test.each([
    ['at once', ['GET /a', 'GET /b']],
    ['later', ['GET /a', PAUSE, 'GET /b']],
  ])('not where a connection brings one more request %s', async (_, lines) => {
    expect(await seeOn(naming, lines)).toEqual({
      'GET /a': 'GET /a',
      'GET /b': 'GET /b',
      'after GET /a': later('GET /a'),
      'after GET /b': later('GET /b'),
    })
  })

  test('not where a request is read inside of another', async () => {
    const { readName } = start(naming)
    const seen: string[] = []
    const inner = createServer(() => seen.push(readName()))
    const [before] = await askAtOnce(['/a'], async () => {
      const told = readName()
      const socket = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() })
      inner.emit('connection', socket)
      socket.emit('data', Buffer.from('GET /inner HTTP/1.1\r\nHost: host.example\r\n\r\n'))
      seen.push(readName())
      return told
    })
    expect([before, ...seen]).toEqual(['POST /a', 'GET /inner', later('POST /a')])
  })

  test('not where the app makes up a request', async () => {
    const { readName } = start(naming)
    const seen: string[] = []
    const made = createServer(() => seen.push(readName()))
    const timer = setTimeout(() => made.emit('request', {}, {}), 30)
    await askAtOnce(['/a'], async () => pause(60))
    clearTimeout(timer)
    expect(seen).toEqual(['none'])
  })
})

/** Starts to name requests; `readName` says for which the running code works. */
function start(naming: RequestNaming) {
  requests = createRequests(naming)
  const { source } = requests
  const readName = (): string => (source() as { request: string } | undefined)?.request ?? 'none'
  return { ...requests, readName }
}

/** What is named where, on a server that gets these lines over one connection, in one piece but for the pauses. */
async function seeOn(naming: RequestNaming, lines: string[]): Promise<Record<string, string>> {
  const { readName } = start(naming)
  const seen: Record<string, string> = {}
  const see = (place: string) => {
    seen[place] = readName()
  }
  const server = createServer(async ({ method, url }, response) => {
    see(`${method} ${url}`)
    await null
    see(`after ${method} ${url}`)
    response.end()
  })
  const end = (place: string, socket: Duplex) => {
    see(place)
    socket.destroy()
  }
  server.on('upgrade', (_, socket) => end('upgrade', socket)).on('clientError', (_, socket) => end('error', socket))
  const socket = connect({ port: await listen(server), host: '127.0.0.1', noDelay: true }).resume()
  for (const piece of lines.join('\n').split('\n\n')) {
    const { length } = Object.keys(seen)
    socket.write(piece.split('\n').map(formatRequest).join(''))
    // Each piece is seen by somebody, however long the machine takes for it; what else comes of it comes right after.
    while (Object.keys(seen).length === length) await pause(5)
    await pause(30)
  }
  socket.destroy()
  server.close().closeAllConnections()
  return seen
}

function formatRequest(line: string): string {
  const [method, path, kind = ''] = line.split(' ')
  if (path === undefined) return `${line}\r\n\r\n`
  return `${method} ${path} HTTP/1.1\r\nHost: host.example\r\n${HEADERS[kind] ?? ''}\r\n`
}

const HEADERS: Record<string, string> = {
  Upgrade: 'Connection: Upgrade\r\nUpgrade: text\r\n',
  Upload: 'Content-Length: 9\r\n',
}

/** What each request's handler gives, all under way at once over two connections. */
async function askAtOnce(paths: string[], answer: (path: string) => Promise<unknown>): Promise<unknown[]> {
  const server = createServer(async (incoming, response) =>
    response.end(JSON.stringify((await answer(incoming.url ?? '')) ?? null)),
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

async function listen(server: Server): Promise<number> {
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  return (server.address() as AddressInfo).port
}
