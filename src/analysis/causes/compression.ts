import { type Api, type CallCause, createExactApi } from './call-cause.js'

/** Compressing or expanding on the calling thread. */
export const compression: CallCause = {
  cause: 'compression',
  general: 'The synchronous functions of node:zlib work on the thread that calls them.',
  findApi(frame, { readSourceLine }) {
    if (frame.native) return frame.function.startsWith('zlib.') ? createExactApi(frame.function) : undefined
    if (frame.file !== 'node:zlib' || !/sync/i.test(frame.function)) return undefined
    return nameSync(readSourceLine())
  },
  explain: (apiName, durationMs) => `${apiName} worked for ${durationMs} ms on this thread.`,
}

// All of them share one wrapper, so only the caller's source tells which it is.
function nameSync(sourceLine: string | undefined): Api {
  const names = sourceLine?.match(
    /\b(?:gzip|gunzip|deflate|deflateRaw|inflate|inflateRaw|unzip|brotli(?:Compress|Decompress)|zstd(?:Compress|Decompress))Sync\b/g,
  )
  const [name] = names ?? []
  return name ? { name: `zlib.${name}`, confidence: 'exact' } : { name: 'zlib.*Sync', confidence: 'exact' }
}
