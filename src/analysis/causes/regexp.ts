import { type CallCause, createExactApi } from './call-cause.js'

/** Matching a regular expression. */
export const regexp: CallCause = {
  cause: 'regexp',
  general: 'A regular expression that can match the same text in many ways takes time exponential in its length.',
  findApi(frame, { readSourceLine }) {
    if (!frame.native) return undefined
    // As a profile names the compiled pattern.
    if (frame.function.startsWith('RegExp: ')) return createExactApi('RegExp')
    if (/^RegExp(?:\.|\[|StringIterator)/.test(frame.function)) return createExactApi(frame.function)
    if (!STRING_METHODS.has(frame.function)) return undefined
    const isCertain = ALWAYS_REGEXP.has(frame.function) || hasRegExpLiteral(readSourceLine(), frame.function)
    return { name: frame.function, confidence: isCertain ? 'exact' : 'likely' }
  },
  explain: (apiName, durationMs) => `${apiName} matched a regular expression for ${durationMs} ms.`,
}

// They turn any other argument into a RegExp.
const ALWAYS_REGEXP = new Set(['String.match', 'String.matchAll', 'String.search'])
const STRING_METHODS = new Set([...ALWAYS_REGEXP, 'String.replace', 'String.replaceAll', 'String.split'])

function hasRegExpLiteral(sourceLine: string | undefined, method: string): boolean {
  const [, ...calls] = sourceLine?.split(method.replace('String', '')) ?? []
  return calls.some(call => /^\(\s*(?:\/[^/*]|new RegExp\b)/.test(call))
}
