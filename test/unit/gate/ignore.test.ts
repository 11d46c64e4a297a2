import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { markIgnored } from '../../../src/analysis/ignore.js'
import { ignoreBlocks, type SourcedRule } from '../../../src/gate/ignore.js'
import type { Block } from '../../../src/model/block.js'
import type { IgnoreRule } from '../../../src/model/config.js'
import { bareBlock, fullBlock, inflateFrame, parseFrame, resizeFrame, toldProcess } from '../reporters/sample-report.js'

const processes = [
  { ...toldProcess, threadId: 3, argv: ['/usr/bin/node'] },
  { ...toldProcess, entry: { file: '/app/src/server.js', package: 'shop' } },
  { ...toldProcess, startedAt: '2026-03-01T11:00:00.000Z', entry: { file: '/later.js', package: '@shop/later' } },
]
const where = { roots: ['/app'], processes }

function own(rule: Omit<IgnoreRule, 'reason'>, reason = 'start-up only'): SourcedRule {
  return { rule: { ...rule, reason }, from: 'loophound.config.mjs' }
}

function shipped(rule: Omit<IgnoreRule, 'reason'>, folder = '/app/node_modules/pngjs'): SourcedRule {
  const library = { name: 'pngjs', folder }
  return { rule: { ...rule, reason: 'once' }, from: 'package.json of pngjs', library }
}

function findReason(block: Block, ...rules: SourcedRule[]): string | undefined {
  return ignoreBlocks([block], rules, where).blocks[0]?.ignored?.reason
}

describe('ignoreBlocks', () => {
  test.each<Omit<IgnoreRule, 'reason'>>([
    { function: 'resize' },
    { file: 'src/*.js' },
    { file: 'src/{thumbnail,image}.js' },
    { file: '**/thumbnail.*' },
    { package: 'pngjs' },
    { cause: 'javascript' },
    { thread: 'main' },
    { thread: 'm*' },
    { process: 'src/*.js' },
    { process: 'shop' },
    { function: 'resize', file: 'src/**', package: 'pngjs', cause: 'javascript' },
  ])('marks a block that %j matches', rule => {
    expect(findReason(fullBlock, own(rule))).toBe('start-up only')
  })

  test.each<Omit<IgnoreRule, 'reason'>>([
    { function: 'inflate' },
    { file: 'lib/**' },
    { file: 'thumbnail.js' },
    { package: 'png' },
    { cause: 'json' },
    { thread: 'worker' },
    { process: 'lib/*.js' },
    { process: 'server.js' },
    { process: '/app/src/server.js' },
    { thread: 'main', process: 'other' },
    { process: '@shop/later' },
    { function: 'resize', cause: 'json' },
  ])('leaves a block that %j does not match', rule => {
    expect(findReason(fullBlock, own(rule))).toBeUndefined()
  })

  test('knows the thread of a block by its name, and its program by that of its process', () => {
    const worker = (threadName?: string): Block => {
      const process = {
        pid: 100,
        threadId: 3,
        role: 'app' as const,
        ...(threadName === undefined ? {} : { threadName }),
      }
      return { ...fullBlock, process }
    }
    expect(findReason(worker('resize-1'), own({ thread: 'resize-*', process: 'shop' }))).toBe('start-up only')
    expect(findReason(worker(), own({ thread: 'worker' }))).toBe('start-up only')
    expect(findReason(worker('main'), own({ thread: 'main' }))).toBe('start-up only')
    expect(findReason(worker('resize-1'), own({ thread: 'worker' }))).toBeUndefined()
    expect(
      findReason({ ...fullBlock, process: { ...fullBlock.process, pid: 7 } }, own({ process: '**' })),
    ).toBeUndefined()
    expect(findReason(fullBlock, { ...shipped({ function: 'inflate', thread: 'worker' }) })).toBeUndefined()
  })

  test('goes by the first rule that matches, and leaves what is ignored already', () => {
    const before: Block = { ...fullBlock, ignored: { reason: 'in the code' } }
    expect(
      findReason(fullBlock, own({ cause: 'gc' }, 'a'), own({ cause: 'javascript' }, 'b'), own({ file: '**' }, 'c')),
    ).toBe('b')
    expect(findReason(before, own({ cause: 'javascript' }))).toBe('in the code')
  })

  test('counts what each of the project’s own rules matched, blocks that were ignored before as well', () => {
    const blocks: Block[] = [fullBlock, { ...fullBlock, ignored: { reason: 'in the code' } }, bareBlock]
    const rules = [own({ function: 'resize' }), own({ cause: 'gc' }), shipped({ function: 'inflate' })]
    expect(ignoreBlocks(blocks, rules, where).uses).toEqual([
      { rule: rules[0]?.rule, from: 'loophound.config.mjs', blockCount: 2 },
      { rule: rules[1]?.rule, from: 'loophound.config.mjs', blockCount: 0 },
    ])
  })

  test('follows the rule of a package for its own code, and says whose it is', () => {
    const native: Block = { ...fullBlock, stack: [parseFrame, inflateFrame, resizeFrame] }
    const ignored = { reason: 'once', by: 'pngjs' }
    const mark = (...rules: SourcedRule[]) => ignoreBlocks([native], rules, where).blocks[0]?.ignored
    expect(mark(shipped({ function: 'inflate' }))).toEqual(ignored)
    expect(mark(shipped({ file: 'lib/*.js', cause: 'javascript' }))).toEqual(ignored)
    expect(mark(shipped({ function: 'resize' }))).toBeUndefined()
    expect(mark(shipped({ file: 'src/*.js' }))).toBeUndefined()
  })

  test('does not let a package excuse a callback that it calls, nor another copy of it', () => {
    const callback: Block = { ...fullBlock, stack: [resizeFrame, inflateFrame, resizeFrame] }
    expect(findReason(callback, shipped({ file: '**' }))).toBeUndefined()
    expect(findReason(fullBlock, shipped({ file: '**' }, '/app/node_modules/a/node_modules/pngjs'))).toBeUndefined()
  })

  test('reads * and ** as rules inside an app are read', () => {
    const anyName = fc.constantFrom('src', 'a', '.b', 'c.js', 'd-e')
    const anyPart = fc.oneof(anyName, fc.constantFrom('*', '**', '*.js', 's*'))
    const anyGlob = fc.array(anyPart, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'))
    const anyPath = fc.array(anyName, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'))
    fc.assert(
      fc.property(anyGlob, anyPath, (glob, path) => {
        const block: Block = { ...fullBlock, culprit: { ...resizeFrame, file: `/app/${path}` } }
        const inApp = markIgnored(block, '/app', [{ file: glob, reason: 'x' }]).ignored
        expect(findReason(block, own({ file: glob }, 'x'))).toBe(inApp?.reason)
      }),
    )
  })
})
