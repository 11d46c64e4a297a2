import { type CallCause, createExactApi } from './call-cause.js'

/** Parsing or writing JSON text. */
export const json: CallCause = {
  cause: 'json',
  general: 'JSON.parse and JSON.stringify work through the whole text at once, on the thread that calls them.',
  findApi(frame, { readSourceLine }) {
    if (frame.native) return BUILTINS.has(frame.function) ? createExactApi(frame.function) : undefined
    if (!frame.file.startsWith('node:internal/deps/undici/')) return undefined
    if (frame.function === 'parseJSONFromBytes') return createExactApi('Body.json')
    const readsJson = frame.function === 'consumeBody' && readSourceLine()?.includes('.json(')
    return readsJson ? { name: 'Body.json', confidence: 'likely' } : undefined
  },
  explain: (apiName, durationMs) => `${apiName} worked on one JSON text for ${durationMs} ms.`,
}

const BUILTINS = new Set(['JSON.parse', 'JSON.stringify'])
