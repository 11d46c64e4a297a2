import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import type { Socket } from 'node:net'

/** A debugger that is attached to a process, as a human's would be. */
export interface DebuggerClient {
  /** Pauses the process where it next enters a global function, holds it for so long, and resumes it. */
  hold(functionName: string, durationMs: number): Promise<void>
  /** Calls a global function. */
  call(functionName: string): Promise<void>
  detach(): void
}

/** Attaches to the address that Node prints: `ws://127.0.0.1:9229/…`. Works on every Node.js, of which not all have a WebSocket. */
export async function attachDebugger(address: string): Promise<DebuggerClient> {
  const socket = await openSocket(address)
  const waiting = new Map<string, () => void>()
  const await_ = (name: string) => new Promise<void>(resolve => waiting.set(name, resolve))
  const settle = (name: string) => {
    waiting.get(name)?.()
    waiting.delete(name)
  }
  readMessages(socket, text => {
    const { id, method } = JSON.parse(text) as { id?: number; method?: string }
    settle(method ?? `answer ${id}`)
  })
  let count = 0
  const send = async (method: string, params = {}): Promise<void> => {
    const id = ++count
    const answered = await_(`answer ${id}`)
    socket.write(formatFrame(JSON.stringify({ id, method, params })))
    await answered
  }
  const call = (expression: string) => send('Runtime.evaluate', { expression, includeCommandLineAPI: true })
  await send('Debugger.enable')
  return {
    // Not `Debugger.pause`: what is next to run may be the watching itself, and what that takes is no block of the program's.
    hold: async (functionName, durationMs) => {
      const paused = await_('Debugger.paused')
      await call(`debug(${functionName})`)
      await paused
      await new Promise(resolve => setTimeout(resolve, durationMs))
      await call(`undebug(${functionName})`)
      await send('Debugger.resume')
    },
    call: functionName => call(`${functionName}()`),
    detach: () => socket.destroy(),
  }
}

function openSocket(address: string): Promise<Socket> {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  }
  return new Promise((resolve, reject) => {
    const upgrade = request(address.replace(/^ws:/, 'http:'), { headers })
    upgrade.once('upgrade', (_, socket: Socket) => {
      socket.on('error', () => {})
      resolve(socket)
    })
    upgrade.once('error', reject).end()
  })
}

/** A text frame; a client's frames are masked, and a mask of zeros leaves the text as it is. */
function formatFrame(text: string): Buffer {
  const sizeBytes = Buffer.byteLength(text)
  const length = sizeBytes < 126 ? [0x80 | sizeBytes] : [0x80 | 126, sizeBytes >> 8, sizeBytes & 0xff]
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), Buffer.from(text)])
}

/** Calls `onText` with each text frame. */
function readMessages(socket: Socket, onText: (text: string) => void): void {
  let bytes: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    for (let frame = cutFrame(bytes); frame; frame = cutFrame(bytes)) {
      bytes = frame.rest
      onText(frame.text)
    }
  })
}

function cutFrame(bytes: Buffer): { text: string; rest: Buffer } | undefined {
  const { start, size } = readHeader(bytes)
  if (bytes.length < start + size) return undefined
  return { text: bytes.toString('utf8', start, start + size), rest: bytes.subarray(start + size) }
}

/** Where the payload begins and how long it is; beyond the end when the header is not complete. */
function readHeader(bytes: Buffer): { start: number; size: number } {
  const short = (bytes[1] ?? 0) & 0x7f
  if (bytes.length < 10) return { start: 2, size: bytes.length >= 2 && short < 126 ? short : 10 }
  if (short < 126) return { start: 2, size: short }
  if (short === 126) return { start: 4, size: bytes.readUInt16BE(2) }
  return { start: 10, size: Number(bytes.readBigUInt64BE(2)) }
}
