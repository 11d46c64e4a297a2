import { expect, test } from 'vitest'
import {
  checkRunOptions,
  type ExecutorOptions,
  type RunOptions,
  readExecutorOptions,
  readModuleSpecifier,
} from '../../../src/executor/options.js'

test('has defaults', () => {
  expect(readExecutorOptions()).toEqual({
    kind: 'thread',
    size: expect.any(Number),
    maxQueueLength: 1000,
    onFull: 'throw',
    timeoutMs: undefined,
    maxHeapMb: undefined,
  })
})

test.each([
  [{ kind: 'fiber' }, `kind: expected 'thread' or 'process', got "fiber" (string)`],
  [{ size: 0 }, 'size: expected a whole number of at least 1, got 0 (number)'],
  [{ maxQueueLength: -1 }, 'maxQueueLength: expected a whole number of at least 0, got -1 (number)'],
  [{ onFull: 'drop' }, `onFull: expected 'throw' or 'wait', got "drop" (string)`],
  [{ timeoutMs: 0 }, 'timeoutMs: expected a number over 0 and up to 2147483647 (ms), got 0 (number)'],
  [{ maxHeapMb: 1 }, 'maxHeapMb: expected a whole number of at least 8, got 1 (number)'],
  [
    { workers: 2 },
    'options: expected only kind, size, maxQueueLength, onFull, timeoutMs, maxHeapMb, got "workers" (string)',
  ],
])('refuses %o', (options, message) => {
  expect(() => readExecutorOptions(options as ExecutorOptions)).toThrow(message)
})

test.each([
  [{ signal: 1 }, 'signal: expected an AbortSignal, got 1 (number)'],
  [{ transfer: {} }, 'transfer: expected an array, got {} (object)'],
  [{ onProgress: 'x' }, 'onProgress: expected a function, got "x" (string)'],
  [{ timeoutMs: 2 ** 31 }, 'timeoutMs: expected a number over 0 and up to 2147483647 (ms), got 2147483648 (number)'],
  [{ priority: 1 }, 'options: expected only signal, timeoutMs, transfer, onProgress, got "priority" (string)'],
])('refuses the task option %o', (options, message) => {
  expect(() => checkRunOptions(options as unknown as RunOptions)).toThrow(message)
})

test('takes a URL, an absolute path and the name of a package for a module, and no relative path', () => {
  expect(readModuleSpecifier(new URL('file:///a/b.js'))).toBe('file:///a/b.js')
  expect(readModuleSpecifier('/a/b.js')).toBe('/a/b.js')
  expect(readModuleSpecifier('@scope/name/sub')).toBe('@scope/name/sub')
  for (const module of ['./b.js', '../b.js', '.', '.\\b.js', '']) {
    expect(() => readModuleSpecifier(module)).toThrow(
      'module: expected a file URL, an absolute path or the name of a package',
    )
  }
})
