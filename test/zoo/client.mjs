// @ts-check
import { get } from 'node:http'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Longest wait for a server or one answer, in ms. */
const LIMIT_MS = 45_000

/** @returns {Promise<number>} a port that was free a moment ago */
export async function findFreePort() {
  const server = createServer().listen(0)
  await new Promise(resolve => server.once('listening', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('port: expected a number, got none')
  return address.port
}

/**
 * @param {number} port
 * @param {import('node:child_process').ChildProcess} child the program, which must not end meanwhile
 */
export async function waitForPort(port, child) {
  for (let leftMs = LIMIT_MS; leftMs > 0; leftMs -= 50) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the program ended before it listened')
    if (await isOpen(port)) return
    await sleep(50)
  }
  throw new Error(`nothing listens on port ${port}`)
}

/** @param {number} port */
function isOpen(port) {
  return new Promise(resolve => {
    const socket = connect({ port, host: 'localhost' })
    socket.on('connect', () => socket.end(() => resolve(true)))
    socket.on('error', () => resolve(false))
  })
}

/**
 * @param {number} port
 * @param {string} path
 * @returns {Promise<string>} the answer's body
 */
export function request(port, path) {
  return new Promise((resolve, reject) => {
    const asked = get({ port, path, host: 'localhost', agent: false, timeout: LIMIT_MS }, response => {
      let body = ''
      response.setEncoding('utf8').on('data', chunk => {
        body += chunk
      })
      response.on('end', () => (response.statusCode === 200 ? resolve(body) : reject(new Error(`${path}: ${body}`))))
      response.on('error', reject)
    })
    asked.on('timeout', () => asked.destroy(new Error(`${path}: no answer`)))
    asked.on('error', reject)
  })
}
