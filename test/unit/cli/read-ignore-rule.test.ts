import { describe, expect, test } from 'vitest'
import { readIgnoreRule } from '../../../src/cli/options.js'

function catchMessage(words: string): string {
  try {
    return JSON.stringify(readIgnoreRule(words))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('readIgnoreRule', () => {
  test('reads fields up to the reason, which takes the rest', () => {
    expect(readIgnoreRule('function=get size  file=src/{a,b}/** cause=json reason=a=b, cause=known')).toEqual({
      function: 'get size',
      file: 'src/{a,b}/**',
      cause: 'json',
      reason: 'a=b, cause=known',
    })
    expect(readIgnoreRule('package=@img/sharp reason=x')).toEqual({ package: '@img/sharp', reason: 'x' })
  })

  test.each([
    ['', `--ignore: expected a rule such as 'function=render reason=start-up only', got ""`],
    ['render', `--ignore: expected a rule such as 'function=render reason=start-up only', got "render"`],
    [
      'render file=a reason=b',
      `--ignore: expected a rule such as 'function=render reason=start-up only', got "render file=a reason=b"`,
    ],
    [
      'reason=start-up',
      `--ignore: expected a rule such as 'function=render reason=start-up only', got "reason=start-up"`,
    ],
    ['file=a', '--ignore: reason: expected a reason, got undefined'],
    ['file=a reason=', '--ignore: reason: expected a reason, got "" (string)'],
    ['file= reason=b', '--ignore: file: expected a path or glob, got "" (string)'],
    [
      'fiel=a reason=b',
      '--ignore: expected only function, file, package, cause, thread, process, reason, got "fiel" (string); did you mean file?',
    ],
  ])('refuses %j', (words, message) => {
    expect(catchMessage(words)).toBe(message)
  })
})
