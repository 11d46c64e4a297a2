import { describe, expect, test } from 'vitest'
import { formatBlock } from '../../../../src/reporters/text/block.js'
import { bareBlock, fullBlock, inflateFrame, parseFrame, resizeFrame, SAMPLE_CWD } from '../sample-report.js'

const options = { color: false, cwd: SAMPLE_CWD }

describe('formatBlock', () => {
  test('tells how long, where, why, the stack, what waited and what to do', () => {
    expect(formatBlock(fullBlock, options)).toBe(`loophound: the event loop was blocked for 312 ms: javascript
  resize src/thumbnail.js:42:9
  resize was running in 29 of 30 samples.
  → Move the work to an executor. (PNG#parse)
    at inflate (node_modules/pngjs/lib/sync-inflate.js:120:7)
    at resize (src/thumbnail.js:42:9)
    at async onRequest (src/server.js:12:3)
  callback  HTTPINCOMINGMESSAGE
  origin    async onRequest (src/server.js:12:3)
  context   url=/thumb/3 user=7
  delayed   14 I/O events waited behind it`)
  })

  test('leaves out what is not known', () => {
    expect(formatBlock(bareBlock, options)).toBe(`loophound: the event loop was blocked for 60 ms: unknown
  No sample was taken.`)
  })

  test('says that a hang goes on', () => {
    expect(formatBlock({ ...bareBlock, durationMs: 5000, hang: true }, options)).toMatch(
      /^loophound: the event loop has been blocked for 5000 ms and still is: unknown\n/,
    )
  })

  test('says that the process was ended for it', () => {
    const block = { ...bareBlock, durationMs: 60_000, hang: true, ended: true } as const
    expect(formatBlock(block, options)).toMatch(
      / and still is: unknown\n.*\n {2}ended {2}process 100 was killed: hang timeout reached$/,
    )
  })

  test('names the worker thread', () => {
    const block = { ...bareBlock, process: { pid: 100, threadId: 3, threadName: 'pool', role: 'app' as const } }
    expect(formatBlock(block, options)).toMatch(/^loophound: .* for 60 ms in worker thread 3 \(pool\): unknown\n/)
  })

  test('says that a block is ignored and why', () => {
    const block = { ...bareBlock, ignored: { reason: 'start-up only' } }
    expect(formatBlock(block, options)).toMatch(/: unknown \(ignored: start-up only\)\n/)
  })

  test('says when the culprit is not certain', () => {
    const block = { ...fullBlock, confidence: 'after-native' as const }
    expect(formatBlock(block, options)).toContain('\n  resize src/thumbnail.js:42:9 (after-native)\n')
  })

  test('counts the callbacks of a burst', () => {
    const block = { ...bareBlock, callback: { type: 'Timeout', count: 40 } }
    expect(formatBlock(block, options)).toContain('callback  Timeout (40 callbacks in this block)')
  })

  test('shows eight frames of a long stack: the innermost, the own ones, and counts the rest where it was', () => {
    const stack = [parseFrame, ...Array.from({ length: 20 }, () => inflateFrame), resizeFrame]
    const lines = formatBlock({ ...bareBlock, stack }, options)
      .split('\n')
      .slice(2)
    expect(lines).toEqual([
      '    at JSON.parse (native)',
      ...Array.from({ length: 6 }, () => '    at inflate (node_modules/pngjs/lib/sync-inflate.js:120:7)'),
      '    … 14 frames',
      '    at resize (src/thumbnail.js:42:9)',
    ])
  })

  test('keeps a path that is not below the working directory whole', () => {
    const text = formatBlock(fullBlock, { color: false, cwd: '/application' })
    expect(text).toContain('resize /app/src/thumbnail.js:42:9')
  })

  test('lets no control character of the app reach the terminal', () => {
    const control = `${String.fromCharCode(27)}[2J`
    const frame = { ...resizeFrame, function: `f${control}`, file: `/app/${control}.js` }
    const block = {
      ...fullBlock,
      culprit: frame,
      stack: [frame],
      context: { url: control },
      why: `why${control}`,
      ignored: { reason: control },
    }
    expect(formatBlock(block, options)).not.toContain(control)
  })
})
