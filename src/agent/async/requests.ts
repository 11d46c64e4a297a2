import { AsyncLocalStorage, executionAsyncId, executionAsyncResource } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { RawSample } from '../../model/evidence.js'
import type { ContextSource } from '../stacks/context.js'

/** Knows for which request the running code works, without the app's help. */
export interface Requests {
  /** `{ request: 'GET /thumb' }`: method and path, never the query. */
  readonly source: ContextSource
  /** Hears of the samples of each block, to see whether names are missed. */
  learn(samples: readonly Pick<RawSample, 'context'>[]): void
  /** Forgets the request that began last. Called once an iteration without a block; next to free. */
  rest(): void
  stop(): void
}

/**
 * From when on names follow requests through the async context: at once, or once a block had no name. Until then only what runs in the
 * callback that brings the request has its name, which is free.
 */
export type RequestNaming = 'at-once' | 'once-missed'

/**
 * Starts to name requests: Node tells of each that an HTTP or HTTP/2 server gets, before the app does, and its name is left in the async
 * context, where awaits, streams and timers take it along. On Node 20 and 22 the first name that is left there makes async context cost up
 * to 20 % of an HTTP server's CPU time, where the app does not use it itself; from Node 24 on it is next to free.
 */
export function createRequests(naming: RequestNaming): Requests {
  const storage = new AsyncLocalStorage<string>()
  let isFollowing = naming === 'at-once'
  let hasBegun = false
  let latest: BegunRequest | undefined
  const begin = (name: string, request?: BegunRequest['request']) => {
    hasBegun = true
    if (isFollowing) storage.enterWith(name)
    else latest = { name, asyncId: executionAsyncId(), request }
  }
  const findName = () => {
    if (isRunning(latest)) return latest.name
    return isBetweenRequests() ? undefined : storage.getStore()
  }
  const unsubscribeAll = listen(begin)
  return {
    source: () => {
      const name = findName()
      return name === undefined ? undefined : { request: formatRequest(name) }
    },
    learn: samples => {
      isFollowing ||= hasBegun && samples.length > 0 && samples.every(({ context }) => context?.request === undefined)
    },
    rest: () => {
      latest = undefined
    },
    stop: () => {
      unsubscribeAll()
      storage.disable()
    },
  }
}

/** A request as its first callback sees it. */
interface BegunRequest {
  name: string
  asyncId: number
  /** Absent for HTTP/2: all streams of a session share the id of one callback, and none of the app's code runs in it. */
  request: { complete?: boolean } | undefined
}

function listen(begin: (name: string, request?: BegunRequest['request']) => void): () => void {
  const subscriptions = Object.entries(CHANNELS).map(([channel, tell]) => {
    // What a subscriber throws ends the app.
    const onStart = (message: unknown) => {
      try {
        tell(message, begin)
      } catch {
        // A request without a name.
      }
    }
    subscribe(channel, onStart)
    return () => unsubscribe(channel, onStart)
  })
  return () => {
    for (const unsubscribeOne of subscriptions) unsubscribeOne()
  }
}

/** Node's channels, and how to read `GET /thumb?size=2` from their messages. HTTP/2 has one since Node 22. */
const CHANNELS: Record<string, (message: unknown, begin: Parameters<typeof listen>[0]) => void> = {
  'http.server.request.start': (message, begin) => {
    const { request } = message as { request: { method?: string; url?: string; complete?: boolean } }
    begin(`${request.method} ${request.url}`, request)
  },
  'http2.server.stream.start': (message, begin) => {
    const { headers } = message as { headers: Record<string, string | undefined> }
    begin(`${headers[':method']} ${headers[':path'] ?? headers[':authority']}`)
  },
}

// A parser's callbacks all have the id of their connection. Those before the message is complete bring the request itself; later ones an
// error, an upgrade or the next request. 0 and 1 are nobody's callback.
function isRunning(begun: BegunRequest | undefined): begun is BegunRequest {
  return (
    begun !== undefined &&
    begun.asyncId > 1 &&
    begun.asyncId === executionAsyncId() &&
    begun.request?.complete === false
  )
}

// On Node 20 and 22 a connection keeps the context of its last request, also for an error that comes when that is long over.
function isBetweenRequests(): boolean {
  const { type, socket } = executionAsyncResource() as { type?: unknown; socket?: Partial<HttpSocket> }
  return type === 'HTTPINCOMINGMESSAGE' && socket?.parser?.incoming?.complete !== false
}

/** Node's own fields; `incoming` is the request that is being read. */
interface HttpSocket {
  parser: { incoming?: { complete?: boolean } | null } | null
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
