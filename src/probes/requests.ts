import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ContextSource } from './context.js'

/** Knows for which request the running code works, without the app's help. */
export interface Requests {
  /** `{ request: 'GET /thumb' }`: method and path, never the query. */
  readonly source: ContextSource
  stop(): void
}

/**
 * Starts to name requests: Node tells of each that an HTTP or HTTP/2 server gets, before the app does, and its name is left in the async
 * context, where awaits, streams and timers take it along. On Node 20 and 22 the first request makes async context cost up to 20 % of an
 * HTTP server's CPU time, where the app does not use it itself; from Node 24 on it is next to free.
 */
export function createRequests(): Requests {
  const storage = new AsyncLocalStorage<string>()
  const subscriptions = Object.entries(CHANNELS).map(([channel, readRequest]) => {
    // What a subscriber throws ends the app.
    const enter = (message: unknown) => {
      try {
        storage.enterWith(readRequest(message))
      } catch {
        // A request without a name.
      }
    }
    subscribe(channel, enter)
    return () => unsubscribe(channel, enter)
  })
  return {
    source: () => {
      const request = storage.getStore()
      return request === undefined ? undefined : { request: formatRequest(request) }
    },
    stop: () => {
      for (const unsubscribeOne of subscriptions) unsubscribeOne()
      storage.disable()
    },
  }
}

/** Whether async context is next to free here: kept by V8 itself, as in Node 24 and later. */
export function isAsyncContextFree(): boolean {
  return !Object.hasOwn(new AsyncLocalStorage(), 'kResourceStore')
}

/** Node's channels, and how to read `GET /thumb?size=2` from their messages. HTTP/2 has one since Node 22. */
const CHANNELS: Record<string, (message: unknown) => string> = {
  'http.server.request.start': message => {
    const { request } = message as { request: { method?: string; url?: string } }
    return `${request.method} ${request.url}`
  },
  'http2.server.stream.start': message => {
    const { headers } = message as { headers: Record<string, string | undefined> }
    return `${headers[':method']} ${headers[':path'] ?? headers[':authority']}`
  },
}

// Not before somebody asks: most requests block nothing. The query and the user of a whole URL may be secrets.
function formatRequest(request: string): string {
  const [method = '', ...rest] = request.split(' ')
  const path = rest
    .join(' ')
    .replace(/[?#].*$/s, '')
    .replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '')
  return `${method} ${path || '/'}`
}
