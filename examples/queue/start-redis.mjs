import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

const START_LIMIT_MS = 10_000

/** Starts a Redis server on a free port of loopback, which keeps nothing on disk. */
export async function startRedis() {
  const port = await findFreePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', args, { stdio: 'ignore' })
  const failed = once(server, 'error').then(([error]) => {
    throw new Error(`redis-server: ${error.message}. On Debian: apt-get install redis-server`)
  })
  await Promise.race([failed, waitForAnswer(port)])
  return {
    port,
    stop: async () => {
      server.kill()
      if (server.exitCode === null) await once(server, 'exit')
    },
  }
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

async function waitForAnswer(port) {
  const endAt = performance.now() + START_LIMIT_MS
  while (performance.now() < endAt) {
    const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: () => null })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.ping()
      return
    } catch {
      await sleep(50)
    } finally {
      client.disconnect()
    }
  }
  throw new Error(`redis-server: expected an answer within ${START_LIMIT_MS} ms, got none`)
}
