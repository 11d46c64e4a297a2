import { describe, expect, test } from 'vitest'
import { readWatchOptions, type WatchOptions } from '../../../src/agent/options.js'
import { LoophoundError } from '../../../src/model/errors.js'

describe('readWatchOptions', () => {
  test('has a default for everything', () => {
    const defaults = {
      thresholdMs: 50,
      onBlock: undefined,
      context: undefined,
      safepoints: true,
      sourceMaps: true,
      requests: undefined,
      callbacks: false,
      sampler: undefined,
      ignore: [],
      hangAfterMs: 5000,
      hangTimeoutMs: 0,
    }
    expect(readWatchOptions()).toEqual(defaults)
    expect(readWatchOptions({})).toEqual(defaults)
    const absent: object = { thresholdMs: undefined, sampler: undefined, callbacks: undefined, ignore: undefined }
    expect(readWatchOptions(absent)).toEqual(defaults)
  })

  test('keeps what it is given', () => {
    const given = {
      thresholdMs: 5,
      onBlock: () => {},
      context: () => ({ route: '/' }),
      safepoints: false,
      sourceMaps: false,
      requests: false,
      callbacks: { origins: true },
      sampler: { intervalMs: 5 },
      ignore: [{ function: 'loadConfig', file: 'src/**', package: 'pngjs', cause: 'json' as const, reason: 'once' }],
      hangAfterMs: 100,
    }
    expect(readWatchOptions(given)).toEqual({ ...given, hangTimeoutMs: 0 })
  })

  test('keeps the rules that hold in this program', () => {
    const ignore = [
      { process: '**', thread: 'main', reason: 'here' },
      { process: 'nowhere/**', reason: 'elsewhere' },
    ]
    expect(readWatchOptions({ ignore }).ignore).toEqual([{ thread: 'main', reason: 'here' }])
  })

  test.each<[sampler: NonNullable<WatchOptions['sampler']>, resolved: object | undefined]>([
    [true, { intervalMs: 10 }],
    [false, undefined],
    [{}, { intervalMs: 10 }],
    [{ intervalMs: 2 }, { intervalMs: 2 }],
  ])('takes sampler: %j', (sampler, resolved) => {
    expect(readWatchOptions({ sampler })).toMatchObject({ sampler: resolved })
  })

  test.each<[options: unknown, message: string]>([
    [null, 'options: expected an object, got null'],
    ['fast', 'options: expected an object, got "fast" (string)'],
    [[], 'options: expected an object, got [] (array)'],
    [
      { treshold: 20 },
      'options: expected only thresholdMs, onBlock, context, safepoints, sourceMaps, requests, callbacks, sampler, ignore, hangAfterMs, got "treshold" (string)',
    ],
    [{ thresholdMs: 4.9 }, 'thresholdMs: expected a number of at least 5 (ms), got 4.9 (number)'],
    [{ thresholdMs: -50 }, 'thresholdMs: expected a number of at least 5 (ms), got -50 (number)'],
    [{ thresholdMs: Number.NaN }, 'thresholdMs: expected a number of at least 5 (ms), got NaN (number)'],
    [{ thresholdMs: Infinity }, 'thresholdMs: expected a number of at least 5 (ms), got Infinity (number)'],
    [{ thresholdMs: '50' }, 'thresholdMs: expected a number of at least 5 (ms), got "50" (string)'],
    [{ hangAfterMs: 99 }, 'hangAfterMs: expected a number of at least 100 (ms), got 99 (number)'],
    [{ onBlock: 'log' }, 'onBlock: expected a function, got "log" (string)'],
    [{ context: {} }, 'context: expected a function, got {} (object)'],
    [{ safepoints: 1 }, 'safepoints: expected a boolean, got 1 (number)'],
    [{ requests: null }, 'requests: expected a boolean, got null'],
    [{ callbacks: 'on' }, 'callbacks: expected a boolean or an object, got "on" (string)'],
    [{ callbacks: { origin: true } }, 'callbacks: expected only origins, got "origin" (string); did you mean origins?'],
    [{ callbacks: { origins: 1 } }, 'callbacks.origins: expected a boolean, got 1 (number)'],
    [{ sampler: 'fast' }, 'sampler: expected a boolean or an object, got "fast" (string)'],
    [{ sampler: { everyMs: 3 } }, 'sampler: expected only intervalMs, got "everyMs" (string)'],
    [{ sampler: { intervalMs: 0 } }, 'sampler.intervalMs: expected a number from 1 to 100 (ms), got 0 (number)'],
    [{ ignore: { reason: 'x' } }, 'ignore: expected an array of rules, got {"reason":"x"} (object)'],
    [{ ignore: [null] }, 'ignore[0]: expected a rule with a reason, got null'],
    [{ ignore: [{ function: 'f' }] }, 'ignore[0].reason: expected a reason, got undefined'],
    [{ ignore: [{ function: 'f', reason: ' ' }] }, 'ignore[0].reason: expected a reason, got " " (string)'],
    [
      { ignore: [{ reason: 'x' }] },
      'ignore[0]: expected a function, file, package, cause, thread or process beside the reason, got {"reason":"x"} (object)',
    ],
    [
      { ignore: [{ line: 3, reason: 'x' }] },
      'ignore[0]: expected only function, file, package, cause, thread, process, reason, got "line" (string)',
    ],
    [{ ignore: [{ file: 3, reason: 'x' }] }, 'ignore[0].file: expected a path or glob, got 3 (number)'],
  ])('says what is wrong with %j', (options, message) => {
    const read = () => readWatchOptions(options as Parameters<typeof readWatchOptions>[0])
    expect(read).toThrow(new LoophoundError('ERR_LOOPHOUND_BAD_OPTION', message))
    expect(read).toThrow(expect.objectContaining({ code: 'ERR_LOOPHOUND_BAD_OPTION', name: 'LoophoundError' }))
  })
})
